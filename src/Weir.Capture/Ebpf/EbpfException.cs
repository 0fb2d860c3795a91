namespace Weir.Capture.Ebpf;

/// <summary>Programs that the kernel does not take. The message is one line: what is wrong, what would be right.</summary>
public sealed class EbpfException(string message) : IOException(message);
