namespace Weir.Query.Syntax;

/// <summary>What a piece of a filter's text is, for colours and for completion.</summary>
public enum FilterTokenKind : byte
{
    /// <summary>A word that names a field, or one of several that do.</summary>
    Field,

    /// <summary>A word that is a test by itself.</summary>
    Test,

    /// <summary>The name of a saved filter.</summary>
    Saved,

    /// <summary><c>and</c>, <c>or</c>, <c>not</c>, <c>any</c>.</summary>
    Keyword,

    /// <summary>A comparison.</summary>
    Operator,

    /// <summary>A number, an address, a name: what a field is compared with.</summary>
    Value,

    /// <summary>A value in quotes.</summary>
    Text,

    /// <summary>A parenthesis, bracket or comma.</summary>
    Punctuation,

    /// <summary>From <c>#</c> to the end of the line.</summary>
    Comment,

    /// <summary>What belongs to no filter.</summary>
    Error,
}
