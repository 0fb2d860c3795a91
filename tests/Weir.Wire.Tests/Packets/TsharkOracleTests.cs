using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Wire.Tests.Packets;

/// <summary>The parser and tshark are given the same frames and must read the same headers.</summary>
public sealed class TsharkOracleTests
{
    /// <summary>Several protocols share a meaning; the first that has a value counts, and of repeated headers the outermost or last.</summary>
    private static readonly string[] Fields =
    [
        "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "ip.proto", "ip.ttl", "ip.dsfield", "ip.id", "ip.len", "ip.frag_offset",
        "ipv6.hlim", "ipv6.tclass", "ipv6.flow", "ipv6.plen", "tcp.srcport", "tcp.dstport", "tcp.flags", "udp.srcport", "udp.dstport",
        "sctp.srcport", "sctp.dstport", "dccp.srcport", "dccp.dstport", "icmp.type", "icmp.code", "icmpv6.type", "icmpv6.code", "vlan.id",
        "ieee8021ad.id", "eth.src", "eth.dst",
    ];

    [Fact]
    public async Task Tshark_reads_the_same_headers()
    {
        byte[][] frames = [.. Crafted()];
        string path = Path.Combine(Path.GetTempPath(), $"weir-oracle-{Environment.ProcessId}.pcap");
        await File.WriteAllBytesAsync(path, PcapWriter.File(frames), TestContext.Current.CancellationToken);
        try
        {
            string[] lines = await RunTsharkAsync(path);
            Assert.Equal(frames.Length, lines.Length);
            for (int i = 0; i < frames.Length; i++) Assert.Equal($"{i}: {OfTshark(lines[i])}", $"{i}: {OfParser(frames[i])}");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IEnumerable<byte[]> Crafted()
    {
        Random random = new(7);
        for (int turn = 0; turn < 400; turn++)
        {
            FrameBuilder frame = FrameBuilder.Ethernet($"02:00:00:00:00:{turn % 256:x2}");
            if (random.Next(4) == 0) frame.ServiceVlan((ushort)random.Next(1, 4095));
            if (random.Next(4) == 0) frame.Vlan((ushort)random.Next(1, 4095));
            bool isV6 = random.Next(2) == 0;
            if (isV6)
            {
                frame.Ipv6($"2001:db8::{turn:x}", "2001:db8:1::1", (byte)random.Next(256), (byte)random.Next(256), (uint)random.Next(1 << 20));
                if (random.Next(3) == 0) frame.HopByHop(random.Next(3));
                if (random.Next(3) == 0) frame.DestinationOptions(random.Next(3));
                if (random.Next(4) == 0) frame.Authentication();
            }
            else
            {
                frame.Ipv4($"10.0.{turn >> 8}.{turn & 255}", "192.0.2.1", (byte)random.Next(256), (byte)random.Next(256), (ushort)random.Next(65536),
                    dontFragment: random.Next(2) == 0, options: random.Next(3) == 0 ? [1, 1, 1, 1, 1, 1, 1, 0] : null);
            }

            ushort source = (ushort)random.Next(20000, 30000), destination = (ushort)random.Next(30000, 40000);
            _ = random.Next(5) switch
            {
                0 => frame.Tcp(source, destination, (ushort)random.Next(512)),
                1 => frame.Udp(source, destination),
                2 => frame.Sctp(source, destination),
                3 => frame.Dccp(source, destination),
                _ => isV6 ? frame.Icmpv6(128, 0) : frame.Icmp(8, 0),
            };
            yield return frame.Payload(random.Next(40)).PadToEthernetMinimum().Build();
        }
    }

    private static string OfParser(byte[] frame)
    {
        PacketFields fields = Parsed.Ip(frame);
        return Describe(
            fields.SourceMac.ToString(), fields.DestinationMac.ToString(), fields.Source.ToString(), fields.Destination.ToString(),
            fields.Ttl, fields.Tos, fields.FlowLabel, fields.IpLength, fields.EtherType == 0x0800 ? fields.FragmentId : 0,
            fields.SourcePort, fields.DestinationPort, fields.TcpFlags, fields.IcmpType, fields.IcmpCode, fields.VlanId, fields.InnerVlanId);
    }

    private static string OfTshark(string line)
    {
        string[] values = line.Split('\t');
        string Text(string field) => values[Array.IndexOf(Fields, field)];
        uint Number(params string[] fields)
        {
            string? text = fields.Select(Text).FirstOrDefault(static value => value.Length > 0);
            if (text is null) return 0;
            return text.StartsWith("0x", StringComparison.Ordinal)
                ? uint.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : uint.Parse(text, CultureInfo.InvariantCulture);
        }

        bool isV6 = Text("ipv6.src").Length > 0;
        uint service = Number("ieee8021ad.id"), customer = Number("vlan.id");
        return Describe(
            Text("eth.src"), Text("eth.dst"), Text(isV6 ? "ipv6.src" : "ip.src"), Text(isV6 ? "ipv6.dst" : "ip.dst"),
            Number("ip.ttl", "ipv6.hlim"), Number("ip.dsfield", "ipv6.tclass"), Number("ipv6.flow"),
            isV6 ? 40 + Number("ipv6.plen") : Number("ip.len"), Number("ip.id"),
            Number("tcp.srcport", "udp.srcport", "sctp.srcport", "dccp.srcport"), Number("tcp.dstport", "udp.dstport", "sctp.dstport", "dccp.dstport"),
            Number("tcp.flags") & 0x1FF, Number("icmp.type", "icmpv6.type"), Number("icmp.code", "icmpv6.code"),
            service != 0 ? service : customer, service != 0 ? customer : 0);
    }

    private static string Describe(params ReadOnlySpan<object> parts) => string.Join(' ', parts!);

    private static async Task<string[]> RunTsharkAsync(string path)
    {
        ProcessStartInfo start = new("tshark") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-n", "-r", path, "-T", "fields", "-E", "occurrence=f"]) start.ArgumentList.Add(argument);
        foreach (string field in Fields) start.ArgumentList.Add($"-e{field}");
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            Assert.Skip("tshark is not installed.");
        }

        using (process)
        {
            Task<string> errors = process!.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, await errors);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
