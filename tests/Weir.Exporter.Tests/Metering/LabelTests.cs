using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Packets;

namespace Weir.Exporter.Tests.Metering;

public sealed class LabelTests
{
    [Fact]
    public void A_record_has_the_labels_of_its_first_packet_and_others_have_none()
    {
        byte[] plain = Frame(9);
        byte[] two = Frame(10, (16_001, 5, 62), (300, 0, 61));
        byte[] again = Frame(10, (77, 0, 1));
        byte[] four = Frame(11, (1, 1, 255), (2, 2, 2), (1_048_575, 7, 3), (4, 4, 4));
        var sink = new ValueSink();
        using var process = new MeteringProcess(new(), new FlowKeyHash(1), sink, new ManualClock());
        using var source = new FrameSource(PacketReadStatus.End, plain, two, again, four);
        process.Run(source, TestContext.Current.CancellationToken);
        Dictionary<string, object>[] records = [.. sink.Records.OrderBy(record => (long)record["src_port"])];
        Assert.DoesNotContain(records[0].Keys, name => name.StartsWith("mpls_", StringComparison.Ordinal));
        Assert.Equal("2 62 16001 5 300 0 - -", Labels(records[1]));
        Assert.Equal(2L, records[1]["packets"]);
        Assert.Equal("4 255 1 1 2 2 1048575 7", Labels(records[2]));
    }

    [Fact]
    public void A_tunnels_inner_packet_has_the_labels_it_has_itself()
    {
        byte[] inner = Frame(10, (500, 0, 9));
        byte[] outer = FrameBuilder.Ethernet().Ipv4("198.51.100.1", "198.51.100.2").Udp(40_000, 4789).Octets([8, 0, 0, 0, 0, 0, 7, 0]).Octets(inner).Build();
        var sink = new ValueSink();
        using var process = new MeteringProcess(new() { Tunnels = TunnelMode.Both }, new FlowKeyHash(1), sink, new ManualClock());
        using var source = new FrameSource(PacketReadStatus.End, outer);
        process.Run(source, TestContext.Current.CancellationToken);
        Assert.Equal([500L], sink.Records.Where(record => record.ContainsKey("mpls_label_1")).Select(record => record["mpls_label_1"]));
        Assert.Equal(2, sink.Records.Count);
    }

    private static string Labels(Dictionary<string, object> record) => string.Join(' ', new[]
    {
        "mpls_depth", "mpls_ttl", "mpls_label_1", "mpls_exp_1", "mpls_label_2", "mpls_exp_2", "mpls_label_3", "mpls_exp_3",
    }.Select(name => record.GetValueOrDefault(name, "-")));

    private static byte[] Frame(ushort port, params (uint Label, uint Class, uint Ttl)[] labels)
    {
        byte[] packet = FrameBuilder.Raw().Ipv4("192.0.2.1", "192.0.2.2").Udp(port, 53).Payload(4).Build();
        if (labels.Length == 0) return FrameBuilder.Ethernet().EtherType(0x0800).Octets(packet).Build();
        FrameBuilder frame = FrameBuilder.Ethernet().EtherType(0x8847);
        for (int i = 0; i < labels.Length; i++)
        {
            uint entry = labels[i].Label << 12 | labels[i].Class << 9 | (i == labels.Length - 1 ? 0x100u : 0) | labels[i].Ttl;
            frame.Octets([(byte)(entry >> 24), (byte)(entry >> 16), (byte)(entry >> 8), (byte)entry]);
        }

        return frame.Octets(packet).Build();
    }
}
