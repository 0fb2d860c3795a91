using Weir.App.Operating;
using Weir.Flows.Pipeline;

namespace Weir.App.Tests.Operating;

/// <summary>How a live source ends: with what was captured before, and within a second or so.</summary>
public sealed class GatedSourceTests
{
    [Fact]
    public void Told_to_end_it_gives_what_the_kernel_held_back()
    {
        // A block that is not full comes with the kernel's timer, behind a read that found nothing.
        using var source = new GatedSource(new Late(PacketReadStatus.Idle, PacketReadStatus.Packets, PacketReadStatus.Packets, PacketReadStatus.Idle, PacketReadStatus.Packets), static () => true);
        source.End();
        Assert.Equal(3, PacketsUntilTheEnd(source));
    }

    [Fact]
    public void Told_to_end_it_does_so_although_packets_keep_coming()
    {
        using var source = new GatedSource(new Late() { Otherwise = PacketReadStatus.Packets }, static () => true);
        source.End();
        Assert.True(PacketsUntilTheEnd(source) > 1);
    }

    [Fact]
    public void It_ends_with_its_source()
    {
        using var source = new GatedSource(new Late(PacketReadStatus.Packets) { Otherwise = PacketReadStatus.End }, static () => true);
        Assert.Equal(1, PacketsUntilTheEnd(source));
    }

    private static int PacketsUntilTheEnd(GatedSource source)
    {
        var batch = new PacketBatch();
        int packets = 0;
        while (source.Read(batch) is var status && status != PacketReadStatus.End) packets += status == PacketReadStatus.Packets ? 1 : 0;
        return packets;
    }

    /// <summary>Gives what it is told to, one after the other.</summary>
    private sealed class Late(params PacketReadStatus[] statuses) : IPacketSource
    {
        private int _next;

        public string Name => "late";

        public PacketReadStatus Otherwise { get; init; } = PacketReadStatus.Idle;

        public PacketReadStatus Read(PacketBatch batch)
        {
            batch.Count = 0;
            if (_next < statuses.Length) return statuses[_next++];
            Thread.Yield();
            return Otherwise;
        }

        public void Dispose()
        {
        }
    }
}
