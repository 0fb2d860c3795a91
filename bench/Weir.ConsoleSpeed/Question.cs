namespace Weir.ConsoleSpeed;

/// <summary>A question that a page of the console asks.</summary>
/// <param name="View">Which page.</param>
/// <param name="Path">Below <c>/api/v1/</c>.</param>
internal sealed record Question(string View, string Path);
