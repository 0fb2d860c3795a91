using Weir.Storage.Compaction;

namespace Weir.Storage.Upkeep;

/// <summary>What was done for an archive since the process began. Written by one thread, read by any.</summary>
public sealed class UpkeepMetrics
{
    private long _compactedFiles;
    private long _compactFiles;
    private long _compactedRecords;
    private long _rollupFiles;
    private long _removedFiles;
    private long _removedBytes;
    private long _failures;

    /// <summary>Files that were compacted away.</summary>
    public long CompactedFiles => Volatile.Read(ref _compactedFiles);

    /// <summary>Files that there are instead.</summary>
    public long CompactFiles => Volatile.Read(ref _compactFiles);

    /// <summary>Records in these.</summary>
    public long CompactedRecords => Volatile.Read(ref _compactedRecords);

    /// <summary>Files of sums that were written.</summary>
    public long RollupFiles => Volatile.Read(ref _rollupFiles);

    /// <summary>Files that retention removed.</summary>
    public long RemovedFiles => Volatile.Read(ref _removedFiles);

    /// <summary>Their octets.</summary>
    public long RemovedBytes => Volatile.Read(ref _removedBytes);

    /// <summary>Steps that failed; they are done again at the next look.</summary>
    public long Failures => Volatile.Read(ref _failures);

    internal void Add(CompactionResult result)
    {
        Interlocked.Add(ref _compactedFiles, result.Files);
        Interlocked.Add(ref _compactFiles, result.NewFiles);
        Interlocked.Add(ref _compactedRecords, result.Records);
    }

    internal void AddRollups(long files) => Interlocked.Add(ref _rollupFiles, files);

    internal void AddRemoved(long files, long bytes)
    {
        Interlocked.Add(ref _removedFiles, files);
        Interlocked.Add(ref _removedBytes, bytes);
    }

    internal void AddFailure() => Interlocked.Increment(ref _failures);
}
