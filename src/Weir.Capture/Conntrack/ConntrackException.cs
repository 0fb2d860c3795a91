namespace Weir.Capture.Conntrack;

/// <summary>Connection tracking that cannot be read. The message is one line: what is wrong, what would be right.</summary>
public sealed class ConntrackException(string message) : IOException(message);
