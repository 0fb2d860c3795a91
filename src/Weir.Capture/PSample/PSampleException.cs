namespace Weir.Capture.PSample;

/// <summary>The kernel does not sample here; the message says what is missing and how to get it.</summary>
public sealed class PSampleException(string message, Exception? cause = null) : IOException(message, cause);
