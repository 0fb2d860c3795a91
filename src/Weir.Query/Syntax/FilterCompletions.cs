namespace Weir.Query.Syntax;

/// <summary>What may stand at a place of a filter.</summary>
/// <param name="Start">Where the word begins that a candidate replaces.</param>
/// <param name="Candidates">Words that begin as it does.</param>
/// <param name="Wanted">Of a value that has no list: what it is, with examples; otherwise <see langword="null"/>.</param>
public sealed record FilterCompletions(int Start, IReadOnlyList<FilterCandidate> Candidates, string? Wanted);

/// <summary>A word that may come.</summary>
/// <param name="Text">The word.</param>
/// <param name="Kind">What it would be.</param>
/// <param name="Meaning">What it means, in a line.</param>
public sealed record FilterCandidate(string Text, FilterTokenKind Kind, string Meaning);
