import FileDropPlugin
import PluginKit

await FileDropChannel.serve()
