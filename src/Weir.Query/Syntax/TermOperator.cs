namespace Weir.Query.Syntax;

/// <summary>How a field is compared with a value.</summary>
public enum TermOperator : byte
{
    /// <summary>Nothing between field and value: equal, within a range or prefix, or, for flags, all of them set.</summary>
    Is,

    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c>: what <c>=</c> does not match.</summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,

    /// <summary><c>like</c>: text with <c>%</c> for any letters and <c>_</c> for one.</summary>
    Like,

    /// <summary><c>~</c>: text in which a regular expression matches.</summary>
    Matches,

    /// <summary><c>in […]</c>: any of the list.</summary>
    In,
}
