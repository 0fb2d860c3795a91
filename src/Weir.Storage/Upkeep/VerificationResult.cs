namespace Weir.Storage.Upkeep;

/// <summary>What a check of an archive found.</summary>
/// <param name="Files">Files that were read.</param>
/// <param name="Rows">Rows in them.</param>
/// <param name="Sums">Files of sums that were compared with what they are of.</param>
/// <param name="Problems">What is wrong, a line each.</param>
public sealed record VerificationResult(long Files, long Rows, long Sums, IReadOnlyList<string> Problems);
