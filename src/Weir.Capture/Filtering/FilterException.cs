namespace Weir.Capture.Filtering;

/// <summary>A filter that cannot be used. The message is one line: the expression, what is wrong and where, or what is missing.</summary>
public sealed class FilterException : IOException
{
    public FilterException(string message)
        : base(message)
    {
    }

    public FilterException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
