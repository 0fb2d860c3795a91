namespace Weir.Query.Syntax;

/// <summary>What may come where a filter's text ends.</summary>
[Flags]
internal enum Expectation
{
    None = 0,

    /// <summary>A test: a field, a protocol, <c>not</c>, a parenthesis, a saved filter.</summary>
    Term = 1,

    /// <summary>A word that makes a field of a direction: <c>src</c> …</summary>
    Noun = 2,

    /// <summary>An operator, or <c>in [</c>.</summary>
    Operator = 4,

    /// <summary>A value of a field.</summary>
    Value = 8,

    /// <summary>Another value of a list, or its end.</summary>
    ListEnd = 16,

    /// <summary><c>and</c>, <c>or</c>.</summary>
    Joint = 32,

    /// <summary>A closing parenthesis.</summary>
    Parenthesis = 64,
}
