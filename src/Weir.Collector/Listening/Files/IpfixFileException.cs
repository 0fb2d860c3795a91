namespace Weir.Collector.Listening.Files;

/// <summary>An IPFIX file cannot be read. The message is one line for people.</summary>
public sealed class IpfixFileException(string message, Exception? inner = null) : IOException(message, inner);
