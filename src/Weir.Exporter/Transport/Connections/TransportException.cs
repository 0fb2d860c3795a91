namespace Weir.Exporter.Transport.Connections;

/// <summary>A session could not begin, or broke. The message is one line for the operator.</summary>
public sealed class TransportException(string message, Exception? inner = null) : Exception(message, inner);
