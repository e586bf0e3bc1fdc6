import EmailPlugin
import PluginKit

await EmailChannel.serve()
