using System.Runtime.InteropServices;

namespace Weir.Exporter.Metering.Conversations;

/// <summary>What one direction of a conversation had.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FlowDirection
{
    public long FirstNs;
    public long LastNs;
    public ulong Packets;
    public ulong Octets;
    public uint FlowLabel;
    public ushort TcpFlags;
    public byte Tos;
    public byte MinimumTtl;
    public byte MaximumTtl;
    public bool IsOutgoing;

    /// <summary>Counts a packet.</summary>
    public void Count(in Observation packet)
    {
        if (Packets == 0)
        {
            FirstNs = LastNs = packet.TimeNs;
            FlowLabel = packet.Fields.FlowLabel;
            Tos = packet.Fields.Tos;
            MinimumTtl = MaximumTtl = packet.Fields.Ttl;
            IsOutgoing = packet.IsOutgoing;
        }

        FirstNs = Math.Min(FirstNs, packet.TimeNs);
        LastNs = Math.Max(LastNs, packet.TimeNs);
        Packets += 1 + packet.ExtraPackets;
        Octets += packet.Fields.IpLength;
        TcpFlags |= packet.Fields.TcpFlags;
        MinimumTtl = Math.Min(MinimumTtl, packet.Fields.Ttl);
        MaximumTtl = Math.Max(MaximumTtl, packet.Fields.Ttl);
    }
}
