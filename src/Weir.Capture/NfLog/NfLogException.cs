namespace Weir.Capture.NfLog;

/// <summary>A log group that cannot be listened to. The message is one line: which group, what is wrong, what would be right.</summary>
public sealed class NfLogException(string message) : IOException(message);
