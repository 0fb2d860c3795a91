using Weir.Capture.Filtering;
using Weir.Capture.PcapFile;
using Weir.Capture.Tests.PcapFile;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Capture.Tests.Filtering;

public sealed class PacketFilterTests
{
    [Theory]
    [InlineData("not prot 22", "syntax error at 'prot' (character 5)")]
    [InlineData("tcp and and port 80", "syntax error at 'and' (character 9)")]
    [InlineData("(tcp port 80", "syntax error at its end")]
    [InlineData("tcp port 99999", "illegal port number")]
    [InlineData("host 1.2.3.4 port 80 and", "syntax error at 'port' (character 14)")]
    [InlineData("inbound", "only a live interface knows")]
    [InlineData("ip6 protochain 6", "protochain")]
    public void A_mistake_is_named_with_its_place(string expression, string problem)
    {
        FilterException error = Assert.Throws<FilterException>(() => PacketFilter.Compile(expression));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(expression, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(LinkType.RawIp)]
    [InlineData(LinkType.LinuxSll)]
    [InlineData(LinkType.LinuxSll2)]
    [InlineData(LinkType.Ipv4)]
    public void Each_link_type_has_a_program_of_its_own(LinkType linkType)
    {
        FrameBuilder Begin() => linkType switch
        {
            LinkType.LinuxSll => FrameBuilder.LinuxSll(),
            LinkType.LinuxSll2 => FrameBuilder.LinuxSll2(),
            _ => FrameBuilder.Raw(),
        };
        byte[][] frames = [Begin().Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 53).Payload(9).Build(), Begin().Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 54).Payload(9).Build()];
        using CaptureFileSource file = CaptureFile.Open(new MemoryStream(PcapWriter.File(frames, linkType)), "test");
        using FilteredSource filtered = new(file, PacketFilter.Compile("udp dst port 53"), TestContext.Current.CancellationToken);
        Assert.Equal(Convert.ToHexString(frames[0]), Assert.Single(Captured.ReadAll(filtered).Packets).Octets);
    }

    [Fact]
    public void A_filter_that_nothing_passes_ends_when_told()
    {
        using CancellationTokenSource told = new();
        using FilteredSource filtered = new(new EndlessSource(told), PacketFilter.Compile("arp"), told.Token);
        Assert.Equal(PacketReadStatus.End, filtered.Read(new PacketBatch()));
    }

    [Fact]
    public unsafe void Filtering_allocates_nothing()
    {
        PacketFilter filter = PacketFilter.Compile("(ip[2:2] - ((ip[0] & 0xf) << 2) > 10) and not port 22");
        byte[] frame = FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 53).Payload(90).Build();
        bool passes = true;
        void Pass()
        {
            fixed (byte* octets = frame)
            {
                CapturedPacket packet = new() { Data = octets, CapturedLength = frame.Length, WireLength = frame.Length, LinkType = LinkType.Ethernet };
                for (int i = 0; i < 1000; i++) passes &= filter.Passes(in packet);
            }
        }

        Pass();
        AllocationBudget.Check("capture/filtering: pass a packet", Pass);
        Assert.True(passes);
    }

    /// <summary>Gives the same packet for ever, and has the reader told to stop after a while.</summary>
    private sealed unsafe class EndlessSource(CancellationTokenSource told) : IPacketSource
    {
        private int _reads;

        public string Name => "endless";

        public PacketReadStatus Read(PacketBatch batch)
        {
            if (++_reads == 100) told.Cancel();
            batch.Count = 1;
            batch[0] = new() { Data = (byte*)0, CapturedLength = 0, LinkType = LinkType.Ethernet };
            return PacketReadStatus.Packets;
        }

        public void Dispose()
        {
        }
    }
}
