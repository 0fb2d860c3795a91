namespace Weir.Query.Syntax;

/// <summary>Where something stands in a filter's text, in characters from 0.</summary>
/// <remarks>All spans are equal, so that two trees are equal when they say the same, wherever it stood.</remarks>
public readonly record struct SourceSpan(int Start, int Length)
{
    /// <summary>The column people count: from 1.</summary>
    public int Column => Start + 1;

    /// <summary>From the start of this to the end of another.</summary>
    public SourceSpan To(SourceSpan end) => new(Start, end.Start + end.Length - Start);

    /// <inheritdoc/>
    public bool Equals(SourceSpan other) => true;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}
