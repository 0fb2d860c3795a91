using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;
using Weir.Query.Planning;
using Weir.Storage.Parquet;
using Weir.Wire.Primitives;

namespace Weir.Storage.Tests;

/// <summary>The table of interface counters: kept in transactions like flows, and answered as rates.</summary>
public sealed class CountersTests : IDisposable
{
    private const long Begin = 1_700_000_000_000_000_000;
    private const long Second = 1_000_000_000;
    private static readonly IpAddress Router = IpAddress.FromV4(0xC0000201);
    private readonly TemporaryArchive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Fact]
    public void Rates_and_use_are_of_the_time_between_the_first_and_the_last()
    {
        Write("a", Of(0, octets: 1000, packets: 10, speed: 80_000), Of(10, octets: 51_000, packets: 110, speed: 80_000), Of(20, octets: 101_000, packets: 210, speed: 80_000));
        InterfaceRates rates = Assert.Single(Ask());
        Assert.Equal((Router, 3u, 80_000ul, Begin + 20 * Second), (rates.Exporter, rates.Interface, rates.Speed, rates.LastNs));
        Assert.Equal((3ul, 40_000.0, 10.0), (rates.In.Samples, rates.In.BitsPerSecond, rates.In.PacketsPerSecond));
        Assert.Equal((0.5, null), (rates.In.UseOf(rates.Speed), rates.Out.BitsPerSecond));
        Assert.Equal(["counters/date=2023-11-14/hour=22/a.parquet"], _archive.Files);
    }

    [Fact]
    public void A_segment_written_again_is_there_once_and_segments_make_one_series()
    {
        Write("a", Of(0, 1000, 10));
        Write("b", Of(10, 2000, 20));
        Write("a", Of(0, 1000, 10));
        InterfaceRates rates = Assert.Single(Ask());
        Assert.Equal((2ul, 800.0, 1.0), (rates.In.Samples, rates.In.BitsPerSecond, rates.In.PacketsPerSecond));
    }

    [Fact]
    public void Packets_that_turned_over_count_and_a_device_that_began_anew_does_not()
    {
        Write("a", Of(0, 1000, uint.MaxValue - 4), Of(10, 2000, 5), Of(20, 100, 1), Of(30, 1100, 11));
        InterfaceRates rates = Assert.Single(Ask());
        Assert.Equal((800.0, 1.0), (rates.In.BitsPerSecond, rates.In.PacketsPerSecond)); // 20 seconds and 20 packets, but not the restart between
    }

    [Fact]
    public void Over_time_what_was_counted_belongs_to_the_bucket_of_the_later_telling()
    {
        Write("a", Of(0, 0, 0), Of(10, 1000, 1), Of(20, 4000, 2), Of(30, 4000, 2), Of(75, 8500, 3), Of(80, 100, 1));
        using var reader = new ArchiveReader(_archive.Root);
        // Begin is twenty seconds into a minute: a restart has no rate, and a bucket in which nothing was told is left out.
        long minute = Begin / (60 * Second) * 60 * Second;
        Assert.Equal(
            [new(minute, 4000 * 8 / 30.0, null), new(minute + 60 * Second, 4500 * 8 / 45.0, null)],
            reader.CounterSeries(new(Begin, Begin + 100 * Second), Router, 3, 60 * Second, TestContext.Current.CancellationToken));
        Assert.Empty(reader.CounterSeries(default, Router, 4, 60 * Second, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Directions_told_apart_are_one_interface()
    {
        CounterRecord Out(long seconds, ulong octets)
        {
            CounterRecord record = New(seconds);
            record.Set(CounterColumn.OutOctets, octets);
            record.Set(CounterColumn.OutDiscards, octets / 1000);
            return record;
        }

        Write("a", Of(0, 0, 0), Out(0, 0), Of(10, 1000, 10), Out(10, 5000));
        InterfaceRates rates = Assert.Single(Ask());
        Assert.Equal((800.0, 4000.0, 5ul, null), (rates.In.BitsPerSecond, rates.Out.BitsPerSecond, rates.Out.Discards, rates.Out.PacketsPerSecond));
    }

    [Fact]
    public void One_exporter_and_a_range_can_be_asked_for()
    {
        Write("a", Of(0, 0, 0), Of(10, 1000, 10), Of(7200, 99_000, 99));
        Write("b", Of(0, 0, 0, exporter: IpAddress.FromV4(1)), Of(10, 1000, 10, exporter: IpAddress.FromV4(1)));
        Assert.Equal(2, Ask().Count);
        Assert.Equal(Router, Assert.Single(Ask(exporter: Router)).Exporter);
        Assert.Equal(2ul, Assert.Single(Ask(new(Begin, Begin + 60 * Second), Router)).In.Samples);
        Assert.Equal(3, _archive.Files.Length); // another hour, another file
    }

    [Fact]
    public void What_is_told_of_the_device_is_kept_and_is_no_interface()
    {
        var device = new CounterRecord { TimeReceivedNs = Begin, Exporter = Router };
        device.Set(CounterColumn.Cpu5s, 1200);
        Write("a", device);
        Assert.Empty(Ask());
        Assert.Single(_archive.Files);
    }

    [Fact]
    public void An_archive_without_counters_has_none_and_a_transaction_not_committed_leaves_none()
    {
        using (ParquetArchive archive = _archive.Open())
        {
            using IFlowTransaction transaction = archive.Begin("a");
            ((ICounterSink)transaction).Write(Of(0, 1, 1));
        }

        Assert.Empty(Ask());
        Assert.Empty(_archive.Files);
        Assert.Empty(_archive.Leftovers);
    }

    [Fact]
    public void More_than_a_part_holds_become_several()
    {
        using (ParquetArchive archive = _archive.Open(partRows: 3000))
        {
            using IFlowTransaction transaction = archive.Begin("a");
            for (int i = 0; i < 7000; i++) ((ICounterSink)transaction).Write(Of(i % 100, (ulong)i, 1));
            transaction.Commit();
        }

        Assert.Equal(3, _archive.Files.Length);
        Assert.Equal(7000ul, Assert.Single(Ask()).In.Samples);
    }

    private static CounterRecord New(long seconds, IpAddress? exporter = null) =>
        new() { TimeReceivedNs = Begin + seconds * Second, Exporter = exporter ?? Router, ObservationDomainId = 1, Interface = 3 };

    private static CounterRecord Of(long seconds, ulong octets, ulong packets, ulong speed = 0, IpAddress? exporter = null)
    {
        CounterRecord record = New(seconds, exporter);
        record.Set(CounterColumn.InOctets, octets);
        record.Set(CounterColumn.InUnicast, packets);
        if (speed != 0) record.Set(CounterColumn.IfSpeed, speed);
        return record;
    }

    private void Write(string name, params ReadOnlySpan<CounterRecord> records)
    {
        using ParquetArchive archive = _archive.Open();
        using IFlowTransaction transaction = archive.Begin(name);
        foreach (CounterRecord record in records) ((ICounterSink)transaction).Write(record);
        transaction.Commit();
    }

    private IReadOnlyList<InterfaceRates> Ask(TimeRange range = default, IpAddress? exporter = null)
    {
        using var reader = new ArchiveReader(_archive.Root, threads: 2);
        return reader.Counters(range, exporter, TestContext.Current.CancellationToken);
    }
}
