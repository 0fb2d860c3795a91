namespace Weir.App.Api.Questions;

/// <summary>What a word of a filter may become.</summary>
/// <param name="Text">What would stand there.</param>
/// <param name="Kind"><c>field</c>, <c>test</c> or <c>joint</c>.</param>
/// <param name="Meaning">What it means, in a line.</param>
internal sealed record FilterCandidate(string Text, string Kind, string Meaning);
