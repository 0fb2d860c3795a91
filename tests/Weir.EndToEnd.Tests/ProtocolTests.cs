using System.Globalization;
using System.Text.RegularExpressions;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>nfdump, pmacct and tshark read what Weir exports in each protocol, with the totals that tshark counts in the capture.</summary>
public sealed partial class ProtocolTests(RecordedTraffic traffic) : IDisposable
{
    private const string NetFlow5 = "netflow5";
    private const string NetFlow9 = "netflow9";
    private const string Ipfix = "ipfix";
    private const int SampleRate = 8;

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> FlowProtocols => [NetFlow5, NetFlow9, Ipfix];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(FlowProtocols))]
    public void Nfcapd_reads_every_flow_packet_and_octet(string protocol)
    {
        using var nfcapd = Nfcapd.Start("nfcapd", _directory["nfcapd"]);
        long records = Export(protocol, nfcapd.Port);

        (long packets, long octets) = Truth(protocol);
        Assert.Equal(new NfdumpTotals(records, packets, octets, SequenceFailures: 0), nfcapd.StopAndSum());
    }

    [Theory]
    [MemberData(nameof(FlowProtocols))]
    public void Nfacctd_reads_every_packet_and_octet(string protocol)
    {
        using var nfacctd = Pmacct.Start("nfacctd", _directory["nfacctd"]);
        Export(protocol, nfacctd.Port);

        (long packets, long octets) = Truth(protocol);
        Assert.Equal((packets, octets), nfacctd.WaitForPackets(packets));
    }

    [Theory]
    [MemberData(nameof(FlowProtocols))]
    public void Tshark_dissects_every_flow_without_complaint(string protocol)
    {
        string capture = Recorded(protocol, out long records);

        string text = Tool.Output("tshark", "-n", "-r", capture, "-d", $"udp.port=={PortOf(capture)},cflow", "-V", "-Y", "cflow", "-O", "cflow");
        AssertNoComplaint(text);
        (long packets, long octets) = Truth(protocol);
        Assert.Equal((records, packets, octets), (Flows().Count(text), Sum(PacketField(), text), Sum(OctetField(), text)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(SampleRate)]
    public void Sfcapd_reads_every_sample_for_what_it_stands_for(int rate)
    {
        using var sfcapd = Nfcapd.Start("sfcapd", _directory["sfcapd"]);
        long samples = Sample(rate, sfcapd.Port);

        (long packets, long octets) = Samples(rate, ipOnly: false);
        Assert.Equal(new NfdumpTotals(samples, packets, octets, SequenceFailures: 0), sfcapd.StopAndSum());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(SampleRate)]
    public void Sfacctd_reads_every_sample_for_what_it_stands_for(int rate)
    {
        using var sfacctd = Pmacct.Start("sfacctd", _directory["sfacctd"]);
        Sample(rate, sfacctd.Port);

        (long packets, long octets) = Samples(rate, ipOnly: true);
        Assert.Equal((packets, octets), sfacctd.WaitForPackets(packets));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(SampleRate)]
    public void Tshark_dissects_every_sample_and_the_packet_in_it_without_complaint(int rate)
    {
        string capture = Recorded("sflow", out long samples, "--sflow-rate", $"{rate}");

        string text = Tool.Output("tshark", "-n", "-r", capture, "-d", $"udp.port=={PortOf(capture)},sflow", "-V", "-Y", "sflow", "-O", "sflow");
        // What is out of sequence in the sampled packets, or without an answer, is the sampled traffic's own.
        AssertNoComplaint(text.Replace("(Warning/Sequence)", "", StringComparison.Ordinal));
        (_, long octets) = Samples(rate, ipOnly: false);
        Assert.Equal((samples, octets), (FrameLength().Count(text), rate * Sum(FrameLength(), text)));
    }

    private static void AssertNoComplaint(string text)
    {
        foreach (string complaint in (string[])["Malformed", "No template found", "Expert Info (Warn", "Expert Info (Error"])
            Assert.DoesNotContain(complaint, text, StringComparison.OrdinalIgnoreCase);
    }

    private static long Sum(Regex field, string text) =>
        field.Matches(text).Sum(static match => long.Parse(match.Groups["value"].ValueSpan, CultureInfo.InvariantCulture));

    private static string PortOf(string capture) => Path.GetFileNameWithoutExtension(capture);

    /// <summary>What goes out, as a capture that has the port for its name.</summary>
    private string Recorded(string protocol, out long records, params string[] more)
    {
        Tool.Require("tshark");
        using var recorder = new DatagramRecorder();
        string capture = _directory[$"{recorder.Port}.pcap"];
        records = Export(protocol, recorder.Port, more);
        recorder.Save(capture);
        return capture;
    }

    private long Sample(int rate, int port) => Export("sflow", port, "--sflow-rate", $"{rate}");

    // Records or samples, as the exporter counts them.
    private long Export(string protocol, int port, params string[] more)
    {
        ToolResult result = WeirProgram.Run(["export", "-r", traffic.Capture, "--to", $"{protocol}://127.0.0.1:{port}", .. more]);
        Assert.True(result.ExitCode == 0, result.Error);
        Match sent = Sent().Match(result.Error);
        Assert.True(sent.Success && sent.Groups["errors"].Value == "0", result.Error);
        return long.Parse(sent.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
    }

    private (long Packets, long Octets) Truth(string protocol)
    {
        TsharkCount count = TsharkCount.Of(traffic.Capture);
        IReadOnlyDictionary<int, (long Packets, long Bytes)> truth = protocol == NetFlow5 ? count.Ipv4ByProtocol : count.ByProtocol;
        return (truth.Values.Sum(static sum => sum.Packets), truth.Values.Sum(static sum => sum.Bytes));
    }

    // Every so many frames stand for all. sFlow samples ARP as well, and counts the frame check sequence; pmacct passes over what is not IP.
    private (long Packets, long Octets) Samples(int rate, bool ipOnly)
    {
        const int FrameCheckSequence = 4;
        Tool.Require("tshark");
        string[][] frames = [.. Tool.Output("tshark", "-n", "-r", traffic.Capture, "-T", "fields", "-e", "frame.len", "-e", "eth.type", "-E", "occurrence=f")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where((_, i) => (i + 1) % rate == 0).Select(static line => line.Split('\t'))
            .Where(fields => !ipOnly || fields[1] is "0x0800" or "0x86dd")];
        return (rate * frames.Length, rate * frames.Sum(static fields => long.Parse(fields[0], CultureInfo.InvariantCulture) + FrameCheckSequence));
    }

    [GeneratedRegex(@"(?<count>\d+) (?:records|samples) in \d+ messages?, \d+ octets, (?<errors>\d+) errors")]
    private static partial Regex Sent();

    [GeneratedRegex(@"^\s*(?:Flow \d+|pdu \d+/\d+)\b", RegexOptions.Multiline)]
    private static partial Regex Flows();

    [GeneratedRegex(@"^\s*Octets: (?<value>\d+)", RegexOptions.Multiline)]
    private static partial Regex OctetField();

    [GeneratedRegex(@"^\s*Packets: (?<value>\d+)", RegexOptions.Multiline)]
    private static partial Regex PacketField();

    [GeneratedRegex(@"^\s*Frame Length: (?<value>\d+)", RegexOptions.Multiline)]
    private static partial Regex FrameLength();
}
