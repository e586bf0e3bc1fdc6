import LogPlugin
import PluginKit

await LogChannel.serve()
