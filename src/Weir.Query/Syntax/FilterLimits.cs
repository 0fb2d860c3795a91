namespace Weir.Query.Syntax;

/// <summary>How much filter is read. People write tens of terms; programs that generate filters write lists.</summary>
public static class FilterLimits
{
    /// <summary>Characters of a filter: some thousand addresses in a list.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Terms (tests joined by and, or): recursion over a chain of them stays far below the smallest thread stack.</summary>
    public const int MaxTerms = 500;

    /// <summary>Parentheses and negations within each other.</summary>
    public const int MaxDepth = 64;

    /// <summary>Saved filters within each other.</summary>
    public const int MaxSaved = 8;

    /// <summary>Characters of a regular expression or a pattern of <c>like</c>.</summary>
    public const int MaxPattern = 1000;
}
