namespace Weir.Query.Syntax;

/// <summary>A filter that cannot be understood: what is wrong, where, and if possible what would be right, in one line.</summary>
public sealed class FilterException(string message, SourceSpan span) : Exception(message)
{
    /// <summary>Where in the text it is wrong.</summary>
    public SourceSpan Span { get; } = span;
}
