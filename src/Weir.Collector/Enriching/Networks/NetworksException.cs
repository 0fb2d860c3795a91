namespace Weir.Collector.Enriching.Networks;

/// <summary>A networks file cannot be read, or is none. The message is one line: the file, its line, what is wrong, what would be right.</summary>
public sealed class NetworksException(string message, Exception? inner = null) : IOException(message, inner);
