using Weir.Capture.PcapFile;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.Capture.Tests.PcapFile;

/// <summary>One packet as a test keeps it.</summary>
internal sealed record Captured(long TimeNs, string Octets, int WireLength, LinkType LinkType)
{
    public static (List<Captured> Packets, PacketReadStatus Last) ReadAll(Stream stream)
    {
        using CaptureFileSource source = CaptureFile.Open(stream, "test");
        return ReadAll(source);
    }

    public static (List<Captured> Packets, PacketReadStatus Last) ReadAll(IPacketSource source)
    {
        List<Captured> packets = [];
        PacketBatch batch = new();
        while (true)
        {
            PacketReadStatus status = source.Read(batch);
            if (status != PacketReadStatus.Packets)
            {
                Assert.Equal(0, batch.Count);
                return (packets, status);
            }

            Assert.InRange(batch.Count, 1, PacketBatch.Capacity);
            for (int i = 0; i < batch.Count; i++)
            {
                ref CapturedPacket packet = ref batch[i];
                packets.Add(new(packet.TimeNs, Convert.ToHexString(packet.Octets), packet.WireLength, packet.LinkType));
            }
        }
    }
}
