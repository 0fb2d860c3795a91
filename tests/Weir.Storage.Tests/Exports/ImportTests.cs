using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Storage.DuckDb;
using Weir.Storage.Exports;
using Weir.Storage.Parquet;
using Weir.Testing;
using Weir.Wire.Primitives;

namespace Weir.Storage.Tests.Exports;

/// <summary>What was exported comes in again, once; what is none of it is refused, and the archive stays as it was.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly TemporaryArchive _archive = new();
    private readonly TemporaryArchive _target = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly FlowBatch _batch = new RandomFlows(72).Next(1800, static row => RandomFlows.Start + row * 3_000_000_000L);

    public void Dispose()
    {
        _archive.Dispose();
        _target.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void An_exported_file_comes_in_as_it_was_and_once()
    {
        _archive.Write("seg-1", _batch);
        string file = Export("flows.parquet");
        Assert.Equal(1800, Import(file));
        AssertSame(_archive, _target);
        File.Copy(file, _directory["other-name.parquet"]);
        Assert.Equal(1800, Import(_directory["other-name.parquet"]));
        AssertSame(_archive, _target);
        // In again where it came from, which is twice: nobody can know.
        using (ParquetArchive archive = _archive.Open()) ArchiveImport.File(file, archive, TestContext.Current.CancellationToken);
        Assert.Equal(3600UL, _archive.Ask(new FlowsQuery()).Totals.Flows);
    }

    [Fact]
    public void Another_archive_comes_in_as_it_is_now_also_when_it_was_compacted_meanwhile()
    {
        _archive.Write("seg-1", _batch);
        using (ParquetArchive archive = _archive.Open())
        using (IFlowTransaction transaction = archive.Begin("seg-2"))
        {
            var record = new CounterRecord { TimeReceivedNs = RandomFlows.Start, Exporter = IpAddress.FromV4(7), ObservationDomainId = 3, Interface = 5 };
            record.Set(CounterColumn.InOctets, ulong.MaxValue);
            ((ICounterSink)transaction).Write(record);
            transaction.Commit();
        }

        Assert.Equal(1801, ImportArchive());
        _archive.Compact();
        _archive.Write("seg-3", new RandomFlows(73).Next(10, static row => RandomFlows.Start + row));
        Assert.Equal(1811, ImportArchive());
        AssertSame(_archive, _target);
        using var reader = new ArchiveReader(_target.Root);
        InterfaceRates rates = Assert.Single(reader.Counters(default, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal((IpAddress.FromV4(7), 5U), (rates.Exporter, rates.Interface));
    }

    [Theory]
    [InlineData("SELECT 1 AS x", "no column time_received_ns")]
    [InlineData("SELECT 1::BIGINT AS time_received_ns, 2 AS evil", "columns that no archive has: evil")]
    [InlineData("SELECT 'now' AS time_received_ns", "time_received_ns is no integer")]
    [InlineData("SELECT 1::BIGINT AS time_received_ns, 5 AS application_name", "application_name is no text")]
    [InlineData("SELECT 1::BIGINT AS time_received_ns, 5::UBIGINT AS src_addr_hi", "an address is both")]
    [InlineData("SELECT 1::BIGINT AS time_received_ns, 5::BIGINT AS flows", "has sums")]
    [InlineData("SELECT NULL::BIGINT AS time_received_ns, 5::UTINYINT AS proto", "without time_received_ns")]
    [InlineData("SELECT 1::BIGINT AS time_received_ns, 256::BIGINT AS proto", "proto")]
    [InlineData("SELECT 1::BIGINT AS time_received_ns, -1::BIGINT AS bytes", "bytes")]
    [InlineData("SELECT NULL::BIGINT AS time_received_ns, 1::UINTEGER AS if_index", "without time_received_ns")]
    [InlineData("SELECT i * 3600000000000 AS time_received_ns FROM range(100000) AS t(i)", "more than 87840 hours")]
    public void What_is_no_export_is_refused_and_changes_nothing(string select, string message)
    {
        Run($"COPY ({select}) TO '{_directory["x.parquet"]}' (FORMAT parquet)");
        IOException refused = Assert.Throws<IOException>(() => Import(_directory["x.parquet"]));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Empty(_target.Files);
        Assert.Empty(_target.Leftovers);
    }

    [Fact]
    public void Other_integers_that_fit_and_files_of_others_are_taken()
    {
        Run($"COPY (SELECT 1795161600000000000::HUGEINT AS time_received_ns, 6::INTEGER AS proto, 99::BIGINT AS bytes) TO '{_directory["x.parquet"]}' (FORMAT parquet)");
        // HUGEINT is written as DOUBLE, which is no integer.
        Assert.Throws<IOException>(() => Import(_directory["x.parquet"]));
        Run($"COPY (SELECT 1795161600000000000::BIGINT AS time_received_ns, 6::INTEGER AS proto, 99::BIGINT AS bytes) TO '{_directory["x.parquet"]}' (FORMAT parquet)");
        Assert.Equal(1, Import(_directory["x.parquet"]));
        Assert.Equal(99UL, _target.Ask(new FlowsQuery()).Totals.Bytes);
    }

    [Fact]
    public void A_file_that_is_broken_anywhere_is_refused_and_changes_nothing()
    {
        _archive.Write("seg-1", _batch);
        byte[] octets = File.ReadAllBytes(Export("flows.parquet"));
        var random = new Random(74);
        for (int i = 0; i < 60; i++)
        {
            byte[] broken = [.. octets];
            for (int change = 0; change <= i % 4; change++) broken[i % 2 == 0 ? broken.Length - 1 - random.Next(3000) : random.Next(broken.Length)] = (byte)random.Next(256);
            if (i % 5 == 0) broken = broken[..random.Next(broken.Length)];
            File.WriteAllBytes(_directory["broken.parquet"], broken);
            try
            {
                // What still reads as records are records.
                Assert.InRange(Import(_directory["broken.parquet"]), 0, 1_000_000);
            }
            catch (IOException)
            {
                Assert.Empty(_target.Leftovers);
            }
        }
    }

    private string Export(string name)
    {
        using var reader = new ArchiveReader(_archive.Root);
        reader.Export(new(QueryPlanner.Plan(new FlowsQuery()), ExportFormat.Parquet, _directory[name]), TestContext.Current.CancellationToken);
        return _directory[name];
    }

    private long Import(string file)
    {
        using ParquetArchive archive = _target.Open();
        return ArchiveImport.File(file, archive, TestContext.Current.CancellationToken);
    }

    private long ImportArchive()
    {
        using ParquetArchive archive = _target.Open();
        return ArchiveImport.Archive(_archive.Root, archive, TestContext.Current.CancellationToken);
    }

    private static void AssertSame(TemporaryArchive left, TemporaryArchive right)
    {
        List<string> Of(TemporaryArchive archive) => [.. archive.Ask(new FlowsQuery { Count = 100_000 }).Rows.Select(static row => string.Join(' ', row.Select(static value => value.ToString()))).Order(StringComparer.Ordinal)];
        Assert.Equal(Of(left), Of(right));
    }

    private static void Run(string sql)
    {
        using DuckDbDatabase database = DuckDbDatabase.Open(new() { Threads = 1 });
        using DuckDbConnection connection = database.Connect();
        connection.Execute(sql);
    }
}
