namespace Weir.Flows.Dtls;

/// <summary>DTLS cannot be spoken as asked: no library, a file that cannot be used, a name that is none. The message is one line for people.</summary>
public sealed class DtlsException(string message, Exception? inner = null) : Exception(message, inner);
