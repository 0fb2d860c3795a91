using System.Globalization;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>Fed the same stream, the archive, nfcapd and pmacct add up the same, in every protocol, sampled and unsampled.</summary>
public sealed class AgreementTests(RecordedTraffic traffic) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string, int> Streams { get; } = new()
    {
        { "netflow5", 1 }, { "netflow5", 10 }, { "netflow9", 1 }, { "netflow9", 10 }, { "ipfix", 1 }, { "ipfix", 10 },
    };

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Streams))]
    public void Nfcapd_nfacctd_and_the_archive_agree_on_totals(string protocol, int rate)
    {
        using var nfcapd = Nfcapd.Start("nfcapd", _directory["nfcapd"]);
        using var nfacctd = Pmacct.Start("nfacctd", _directory["nfacctd"]);
        (long packets, long octets) ours = Collect(protocol, [nfcapd.Port, nfacctd.Port], "--sampling-rate", rate.ToString(CultureInfo.InvariantCulture));
        Assert.True(ours.packets > 1000);
        Assert.Equal(ours, nfacctd.WaitForPackets(ours.packets));
        // nfdump 1.7.1 multiplies by the rate in NetFlow v5's header, and does not by what options records tell: not by softflowd's either.
        NfdumpTotals atNfcapd = nfcapd.StopAndSum();
        Assert.Equal(protocol == "netflow5" ? ours : Sums("--no-scale"), (atNfcapd.Packets, atNfcapd.Octets));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void Sfacctd_and_the_archive_agree_on_samples_of_IP(int rate)
    {
        using var sfacctd = Pmacct.Start("sfacctd", _directory["sfacctd"]);
        (long packets, long octets) ours = Collect("sflow", [sfacctd.Port], "--sflow-rate", rate.ToString(CultureInfo.InvariantCulture));
        Assert.True(ours.packets > 1000);
        Assert.Equal(ours, sfacctd.WaitForPackets(ours.packets));
    }

    // One metering for all of them, so that all get the same records.
    private (long Packets, long Octets) Collect(string protocol, int[] others, params string[] more)
    {
        (RunningTool collector, int port) = WeirProgram.Collect(_directory["archive"]);
        using (collector)
        {
            WeirProgram.Output(["export", "-r", traffic.Capture, .. others.Append(port).SelectMany(one => new[] { "--to", $"{protocol}://127.0.0.1:{one}" }), .. more]);
            collector.Stop();
        }

        return Sums();
    }

    // pmacct passes over what is not IP.
    private (long Packets, long Octets) Sums(params string[] more)
    {
        JsonElement[] rows = WeirProgram.Json(["top", "--archive", _directory["archive"], "--by", "proto", "-n", "1000", "ipv4 or ipv6", .. more]);
        return (rows.Sum(static row => row.GetProperty("packets").GetInt64()), rows.Sum(static row => row.GetProperty("bytes").GetInt64()));
    }
}
