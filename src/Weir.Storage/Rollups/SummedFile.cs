namespace Weir.Storage.Rollups;

/// <summary>A file of flows, by what its sums and those of its day know it by.</summary>
/// <param name="Hour">Of its receipt, counted from 1970.</param>
/// <param name="FileName">Of the file.</param>
internal sealed record SummedFile(long Hour, string FileName);
