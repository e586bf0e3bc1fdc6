// PluginTests
