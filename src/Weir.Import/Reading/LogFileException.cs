namespace Weir.Import.Reading;

/// <summary>A log cannot be read at all: it cannot be opened, or it is none of its format. The message is one line that names it.</summary>
public sealed class LogFileException : Exception
{
    /// <summary>With what was wrong.</summary>
    public LogFileException(string message)
        : base(message)
    {
    }

    /// <summary>With what was wrong beneath.</summary>
    public LogFileException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
