using Weir.Storage.Upkeep;

namespace Weir.Storage.Tests.Upkeep;

public sealed class VerificationTests : IDisposable
{
    private readonly TemporaryArchive _archive = new();

    public VerificationTests()
    {
        for (int i = 0; i < 6; i++) _archive.Write($"{i}-ab", new RandomFlows(i).Next(300, row => RandomFlows.Start + row * 30_000_000_000L + i));
        _archive.Compact();
        _archive.Write("7-ab", new RandomFlows(7).Next(10, static row => RandomFlows.Start + row));
        _archive.Write("import-1", new RandomFlows(8).Next(10, static row => RandomFlows.Start + row));
        using ArchiveUpkeep upkeep = _archive.Upkeep();
        upkeep.SumUp(onlyQuiet: false, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_whole_archive_has_no_problems()
    {
        VerificationResult result = Verify();
        Assert.Empty(result.Problems);
        Assert.Equal(_archive.Files.Length, result.Files);
        Assert.True(result.Sums > 20, $"{result.Sums}");
    }

    [Fact]
    public void A_summary_tells_files_and_rows_of_each_table()
    {
        IReadOnlyList<ArchiveSummary> tables = ArchiveSummary.Of(_archive.Root, TestContext.Current.CancellationToken);
        ArchiveSummary flows = tables[0];
        Assert.Equal(("flows", 1820, 1, 3), (flows.Table, flows.Rows, flows.Days, flows.Hours));
        Assert.Equal((_archive.Files.Count(static file => file.StartsWith("flows/", StringComparison.Ordinal)), RandomFlows.Start), (flows.Files, flows.OldestNs));
        Assert.Equal(flows.Files - 2, flows.CompactFiles);
        Assert.Contains(tables, static table => table.Table == "rollup-1h/proto+dst_port" && table.Rows > 0);
    }

    [Fact]
    public void A_damaged_file_is_told()
    {
        string file = Path.Combine(_archive.Root, _archive.Files.First(static file => file.Contains("/compact-", StringComparison.Ordinal)));
        byte[] octets = File.ReadAllBytes(file);
        for (int i = octets.Length / 4; i < octets.Length / 2; i++) octets[i] ^= 0x5A;
        File.WriteAllBytes(file, octets);
        Assert.Contains(Verify().Problems, static problem => problem.StartsWith("flows/", StringComparison.Ordinal));
        File.WriteAllText(file, "no Parquet");
        Assert.Contains(Verify().Problems, static problem => problem.StartsWith("flows/", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_in_another_hour_and_a_segment_that_is_there_twice_are_told()
    {
        string compact = Path.Combine(_archive.Root, _archive.Files.First(static file => file.StartsWith("flows/date=2026-11-20/hour=08/compact-", StringComparison.Ordinal)));
        File.Copy(compact, Path.Combine(Path.GetDirectoryName(compact)!, "0-ab.parquet"));
        string elsewhere = Path.Combine(_archive.Root, "flows/date=2026-11-20/hour=15");
        Directory.CreateDirectory(elsewhere);
        File.Copy(compact, Path.Combine(elsewhere, "9-ab.parquet"));
        IReadOnlyList<string> problems = Verify().Problems;
        Assert.Contains(problems, static problem => problem.Contains("'0-ab' is there twice", StringComparison.Ordinal));
        Assert.Contains(problems, static problem => problem.Contains("hour=15/9-ab.parquet: has records of another hour", StringComparison.Ordinal));
    }

    [Fact]
    public void Sums_of_other_records_are_told()
    {
        string[] sums = [.. _archive.Files.Where(static file => file.StartsWith("rollup-10m/src_addr/date=2026-11-20/hour=08/", StringComparison.Ordinal)).Select(file => Path.Combine(_archive.Root, file))];
        File.Copy(sums[0], sums[1], overwrite: true);
        Assert.Contains(Verify().Problems, static problem => problem.Contains("rollup-10m/src_addr", StringComparison.Ordinal) && problem.Contains("should be", StringComparison.Ordinal));
    }

    public void Dispose() => _archive.Dispose();

    private VerificationResult Verify()
    {
        using ArchiveUpkeep upkeep = _archive.Upkeep();
        return upkeep.Verify(TestContext.Current.CancellationToken);
    }
}
