using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Storage.Compaction;
using Weir.Storage.Parquet;
using Weir.Storage.Upkeep;
using Weir.Testing;

namespace Weir.Storage.Tests;

/// <summary>An archive in a directory of its own that goes with it.</summary>
internal sealed class TemporaryArchive : IDisposable
{
    internal string Root { get; } = Directory.CreateTempSubdirectory("weir-archive-'test'-").FullName;

    /// <summary>The committed files, by their paths within the archive.</summary>
    internal string[] Files => [.. Directory.EnumerateFiles(Root, "*.parquet", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal)];

    /// <summary>Everything else but what an archive has by itself.</summary>
    internal string[] Leftovers => [.. Directory.EnumerateFiles(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        .Where(file => !file.EndsWith(".parquet", StringComparison.Ordinal) && Path.GetFileName(file) is not ("form" or "lock" or "gate" or "upkeep"))];

    internal ParquetArchive Open(int partRows = 1 << 20, long partTextBytes = 1 << 27, int partsAtOnce = 1) =>
        ParquetArchive.Open(Root, new() { PartRows = partRows, PartTextBytes = partTextBytes, PartsAtOnce = partsAtOnce, RowGroupRows = 2048 });

    internal void Write(string name, params FlowBatch[] batches)
    {
        using ParquetArchive archive = Open();
        Write(archive, name, batches);
    }

    internal static void Write(IFlowArchive archive, string name, params FlowBatch[] batches)
    {
        using IFlowTransaction transaction = archive.Begin(name);
        foreach (FlowBatch batch in batches) transaction.Write(batch);
        transaction.Commit();
    }

    /// <summary>Looks after the archive a day after the records of <see cref="RandomFlows.Start"/>.</summary>
    internal ArchiveUpkeep Upkeep(UpkeepOptions? options = null, TimeSpan later = default) => ArchiveUpkeep.TryOpen(
        Root, options ?? new() { Files = new() { PartRows = 1000, RowGroupRows = 2048 } },
        new ManualClock(DateTimeOffset.UnixEpoch.AddTicks(RandomFlows.Start / 100) + TimeSpan.FromDays(2) + later))!;

    /// <summary>Compacts all hours.</summary>
    internal CompactionResult Compact(UpkeepOptions? options = null)
    {
        using ArchiveUpkeep upkeep = Upkeep(options);
        return upkeep.Compact(onlyQuiet: false, null, TestContext.Current.CancellationToken);
    }

    internal QueryResult Ask(FlowsQuery query)
    {
        using var reader = new ArchiveReader(Root, threads: 2);
        return reader.Run(QueryPlanner.Plan(query), TestContext.Current.CancellationToken);
    }

    internal QueryResult Ask(TopQuery query)
    {
        using var reader = new ArchiveReader(Root, threads: 2);
        return reader.Run(QueryPlanner.Plan(query), TestContext.Current.CancellationToken);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
