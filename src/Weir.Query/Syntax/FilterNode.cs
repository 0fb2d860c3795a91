namespace Weir.Query.Syntax;

/// <summary>A filter as it was written: what words it has, not yet what they mean.</summary>
public abstract record FilterNode(SourceSpan Span)
{
    /// <summary>The filter as text that parses to the same tree.</summary>
    public sealed override string ToString() => FilterPrinter.Print(this);
}

/// <summary>All records: the empty filter, or <c>any</c>.</summary>
public sealed record EverythingNode(SourceSpan Span) : FilterNode(Span);

/// <summary>Both.</summary>
public sealed record AndNode(FilterNode Left, FilterNode Right, SourceSpan Span) : FilterNode(Span);

/// <summary>One or both.</summary>
public sealed record OrNode(FilterNode Left, FilterNode Right, SourceSpan Span) : FilterNode(Span);

/// <summary>What the operand does not match.</summary>
public sealed record NotNode(FilterNode Operand, SourceSpan Span) : FilterNode(Span);

/// <summary>A word that is a test by itself: <c>tcp</c>, <c>ipv6</c>.</summary>
/// <param name="Word">In lower case.</param>
/// <param name="Span">Where it stands.</param>
public sealed record WordNode(string Word, SourceSpan Span) : FilterNode(Span);

/// <summary>A field and what it is compared with: <c>src port 53</c>, <c>bytes &gt; 10k</c>, <c>ip in [10.0.0.0/8, ::1]</c>.</summary>
/// <param name="Field">The phrase of <see cref="FilterVocabulary"/> that names it.</param>
/// <param name="Operator">How it is compared.</param>
/// <param name="Values">One value, or the values of a list.</param>
/// <param name="Span">Where it stands.</param>
public sealed record TermNode(string Field, TermOperator Operator, ValueList Values, SourceSpan Span) : FilterNode(Span);

/// <summary>Two fields compared with each other: <c>src_port &gt; dst_port</c>.</summary>
/// <param name="Left">The phrase of a field.</param>
/// <param name="Operator">Equal, or an order.</param>
/// <param name="Right">The phrase of a field.</param>
/// <param name="Span">Where it stands.</param>
public sealed record CompareNode(string Left, TermOperator Operator, string Right, SourceSpan Span) : FilterNode(Span);

/// <summary>A filter that was saved under a name: <c>@office</c>.</summary>
/// <param name="Name">The name, without the sign before it.</param>
/// <param name="Filter">What is saved under it.</param>
/// <param name="Span">Where the name stands.</param>
public sealed record SavedNode(string Name, FilterNode Filter, SourceSpan Span) : FilterNode(Span);

/// <summary>A value as it was written.</summary>
public sealed record ValueText(string Text, bool IsQuoted, SourceSpan Span);

/// <summary>Values in order; equal when their values are.</summary>
public sealed class ValueList(IReadOnlyList<ValueText> values) : IEquatable<ValueList>
{
    /// <summary>The values.</summary>
    public IReadOnlyList<ValueText> Values { get; } = values;

    /// <inheritdoc/>
    public bool Equals(ValueList? other) => other is not null && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueList);

    /// <inheritdoc/>
    public override int GetHashCode() => Values.Count;
}
