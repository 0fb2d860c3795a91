namespace Weir.Capture.AfPacket;

/// <summary>An interface that cannot be listened on. The message is one line: which interface, what is wrong, what would be right.</summary>
public sealed class AfPacketException(string message) : IOException(message);
