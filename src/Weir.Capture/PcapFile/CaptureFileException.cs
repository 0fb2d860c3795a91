namespace Weir.Capture.PcapFile;

/// <summary>A capture file that cannot be opened. The message is one line: which file, what is wrong, what would be right.</summary>
public sealed class CaptureFileException : IOException
{
    public CaptureFileException(string message)
        : base(message)
    {
    }

    public CaptureFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
