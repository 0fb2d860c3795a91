using System.Globalization;
using Weir.Exporter.Exporting;
using Weir.Exporter.Exporting.Options;
using Weir.Exporter.Metering;
using Weir.Exporter.Sampling;
using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests.Endurance;

/// <summary>
/// A day of metering and exporting in every protocol, compressed by a manual clock: on the fiftieth day of an exporter, when 32 bits of
/// milliseconds are over, and with sequence numbers that are nearly over too.
/// </summary>
public sealed class EnduranceTests : IDisposable
{
    private const uint NearTheEnd = uint.MaxValue - 1000;
    private const int UptimeWrapSecond = 39_767;
    private const int Window = 300;
    private const long HeapGrowth = 1 << 20;
    private const long ResidentGrowth = 8 << 20;

    private static readonly TimeSpan Before = TimeSpan.FromHours(49 * 24 + 6);
    private static readonly TimeSpan Day = TimeSpan.FromHours(25);
    private static readonly ExportProtocol[] Protocols = [ExportProtocol.NetFlow5, ExportProtocol.NetFlow9, ExportProtocol.Ipfix, ExportProtocol.SFlow];

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualClock _clock = new();
    private readonly CheckingTransport[] _transports;
    private readonly CollectorSession[] _sessions;
    private readonly TruthSink _truth;
    private readonly List<(long Heap, long Resident, long Active)> _hours = [];

    public EnduranceTests()
    {
        _transports = [.. Protocols.Select(protocol => new CheckingTransport(protocol, _clock))];
        MeteringProcess? metering = null;
        var reports = new ReportSources { Exporting = true, Metering = () => new(metering!.Metrics.FlowsCreated, metering.Metrics.NotIp) };
        _sessions = [.. Protocols.Index().Select(each => new CollectorSession(new() { Name = $"{each.Item}", Protocol = each.Item }, _transports[each.Index], _clock, reports))];
        foreach (CollectorSession session in _sessions) session.Metrics.Sequence = NearTheEnd;
        _truth = new TruthSink(_sessions);
        metering = Metering = new MeteringProcess(new MeteringOptions { MaxFlows = 4096 }, new FlowKeyHash(7), _truth, _clock);
    }

    private MeteringProcess Metering { get; }

    public void Dispose()
    {
        Metering.Dispose();
        foreach (CollectorSession session in _sessions) session.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void A_day_leaks_nothing_and_counts_on_through_the_end_of_every_counter()
    {
        _clock.Advance(Before);
        using var source = new DaySource(_clock, Day) { OnSecond = OnSecond };
        var sampler = new HeaderSampler(16, HeaderSampler.DefaultHeaderOctets, new SampleBroadcast(_sessions));
        MeteringSummary summary = Metering.Run(new SampledSource(source, sampler), TestContext.Current.CancellationToken);

        Assert.Equal((source.Packets, (ulong)source.Packets), (summary.Packets, _truth.All.Packets));
        AssertNothingGrew();
        foreach ((ExportProtocol protocol, CheckingTransport transport) in Protocols.Zip(_transports)) AssertWhole(protocol, transport);
        Assert.Equal(sampler.Samples, _sessions[3].Metrics.Samples);
        Assert.Equal(_truth.All.Records - _truth.Ipv4.Records, _sessions[0].Metrics.NotExportable);
        AssertTsharkReadsTheTimes(0, isIpv4Only: true);
        AssertTsharkReadsTheTimes(1, isIpv4Only: false);
        AssertNfdumpReadsTheTimes(0, isIpv4Only: true);
        AssertNfdumpReadsTheTimes(1, isIpv4Only: false);
    }

    private void OnSecond(int second)
    {
        foreach (CollectorSession session in _sessions) session.SendDue();
        if (second % 3600 == 0) _hours.Add((GC.GetTotalMemory(forceFullCollection: true), ResidentMemory.Anonymous(), Metering.Metrics.FlowsActive));
        bool isNear = Math.Abs(second - UptimeWrapSecond) <= Window;
        if (isNear == _truth.KeepsTimes) return;
        _truth.KeepsTimes = isNear;
        foreach (CheckingTransport transport in _transports) transport.KeepsMessages = isNear;
        // So that what is kept begins with templates.
        foreach (CollectorSession session in _sessions) session.Refresh();
    }

    private void AssertNothingGrew()
    {
        // Not from the first hours: code is compiled, buffers come to their size.
        (long heap, long resident, long active) = _hours[3];
        Assert.True(_hours.Count >= 24);
        Assert.All(_hours.Skip(4), hour => Assert.InRange(hour.Heap, 0, heap + HeapGrowth));
        Assert.All(_hours.Skip(4), hour => Assert.InRange(hour.Resident, 0, resident + ResidentGrowth));
        Assert.All(_hours.Skip(4), hour => Assert.InRange(hour.Active, active - 10, active + 10));
        Assert.Equal(0, Metering.Metrics.FlowsActive);
    }

    private void AssertWhole(ExportProtocol protocol, CheckingTransport transport)
    {
        int uptimeWraps = protocol == ExportProtocol.Ipfix ? 0 : 1;
        Assert.Equal((protocol, 0L, 1, uptimeWraps, uptimeWraps), (protocol, transport.Gaps, transport.SequenceWraps, transport.UptimeWraps, transport.KeptUptimeWraps));
        if (protocol == ExportProtocol.SFlow) return;
        transport.Decoder.Flush();
        Assert.Equal(protocol == ExportProtocol.NetFlow5 ? _truth.Ipv4 : _truth.All, transport.Sums);
        Assert.All(transport.Decoder.Sessions.All, session => Assert.Equal((0L, 0L, 0L), (session.Sequence.Lost, session.Sequence.LateMessages, session.Sequence.Restarts)));
    }

    // tshark tells uptimes; the collector's formula makes dates of them.
    private void AssertTsharkReadsTheTimes(int index, bool isIpv4Only)
    {
        Tool.Require("tshark");
        string capture = _directory[$"{index}.pcap"];
        File.WriteAllBytes(capture, PcapWriter.File(_transports[index].Kept.Select(message =>
            FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Udp(40_000, 2055).Octets(message).Build())));
        string[] lines = Tool.Output("tshark", "-r", capture, "-d", "udp.port==2055,cflow", "-T", "fields", "-E", "aggregator=,",
            "-e", "cflow.unix_secs", "-e", "cflow.unix_nsecs", "-e", "cflow.sysuptime", "-e", "cflow.timestart", "-e", "cflow.timeend").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        List<(long Start, long End)> read = [];
        foreach (string[] fields in lines.Select(static line => line.Split('\t')))
        {
            if (fields[3].Length == 0) continue;
            long boot = Number(fields[0]) * 1000 + (fields[1].Length > 0 ? Number(fields[1]) / 1_000_000 : 0) - Milliseconds(fields[2]);
            read.AddRange(fields[3].Split(',').Zip(fields[4].Split(','), (start, end) => (boot + Milliseconds(start), boot + Milliseconds(end))));
        }

        Assert.Equal(TimesOfTruth(isIpv4Only), read.Order());
    }

    private void AssertNfdumpReadsTheTimes(int index, bool isIpv4Only)
    {
        using var nfcapd = Nfcapd.Start("nfcapd", _directory[$"nfcapd{index}"]);
        nfcapd.Send(_transports[index].Kept);
        // (%ter, the end in seconds since 1970, loses a digit of 1.7.1's fractions.)
        string text = nfcapd.StopAndPrint("fmt:%ts,%te");
        IEnumerable<(long, long)> read = text.Split('\n').Where(static line => line.Length > 0 && char.IsAsciiDigit(line.TrimStart()[0]))
            .Select(static line => line.Split(',')).Select(static cells => (Date(cells[0]), Date(cells[1])));
        Assert.Equal(TimesOfTruth(isIpv4Only), read.Order());
    }

    private IEnumerable<(long Start, long End)> TimesOfTruth(bool isIpv4Only) =>
        _truth.Times.Where(time => time.IsIpv4 || !isIpv4Only).Select(static time => (time.Start, time.End)).Order();

    private static long Date(string text) =>
        DateTimeOffset.ParseExact(text.Trim(), "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static long Milliseconds(string seconds) => (long)(decimal.Parse(seconds, CultureInfo.InvariantCulture) * 1000);
}
