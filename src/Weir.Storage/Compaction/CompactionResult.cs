namespace Weir.Storage.Compaction;

/// <summary>What compacting came to.</summary>
/// <param name="Files">Files that were there.</param>
/// <param name="NewFiles">Files there are instead.</param>
/// <param name="Records">Records in them.</param>
/// <param name="BytesBefore">Octets of the former.</param>
/// <param name="BytesAfter">Octets of the latter.</param>
public readonly record struct CompactionResult(long Files, long NewFiles, long Records, long BytesBefore, long BytesAfter)
{
    /// <summary>Both together.</summary>
    public static CompactionResult operator +(CompactionResult left, CompactionResult right) => new(
        left.Files + right.Files, left.NewFiles + right.NewFiles, left.Records + right.Records, left.BytesBefore + right.BytesBefore, left.BytesAfter + right.BytesAfter);
}
