namespace Weir.Fuzz;

/// <summary>What became of a target.</summary>
/// <param name="Inputs">Inputs read.</param>
/// <param name="Took">Time for all of them.</param>
/// <param name="Slowest">Time for the slowest.</param>
/// <param name="MostAllocated">Octets on the heap that one input cost at most.</param>
/// <param name="Failures">What is wrong, a text each; the first few.</param>
internal sealed record FuzzResult(int Inputs, TimeSpan Took, TimeSpan Slowest, long MostAllocated, IReadOnlyList<string> Failures);
