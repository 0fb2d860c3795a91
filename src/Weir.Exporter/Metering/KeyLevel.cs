using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.Exporter.Metering;

/// <summary>
/// Fits packets to a <see cref="TrackingLevel"/> before their keys are made: clears what does not count, and numbers what counts
/// beyond the key's own fields. The full level does not come here.
/// </summary>
internal sealed class KeyLevel
{
    /// <summary>Numbers that <see cref="PacketFields.KeyExtension"/> has for links; its lowest bit is the key's own.</summary>
    public const int MaxLinks = (1 << 15) - 1;

    private const int TaggedBit = 1 << 12;

    private readonly TrackingLevel _level;
    private readonly bool _bothWays;
    private readonly Dictionary<Link, ushort> _links;

    /// <summary>A level that has seen no packet.</summary>
    /// <param name="level">What makes a flow.</param>
    /// <param name="bothWays">Whether a link is the same in both directions.</param>
    public KeyLevel(TrackingLevel level, bool bothWays = false)
    {
        _bothWays = bothWays;
        _level = level;
        _links = new(level == TrackingLevel.Ether ? MaxLinks : 0);
    }

    /// <summary>
    /// Whether the numbers may not suffice for another batch, tunnels metered both ways: then all flows have to end before <see cref="Forget"/>, or two links
    /// would be one flow.
    /// </summary>
    public bool IsFull => _links.Count > MaxLinks - 2 * PacketBatch.Capacity;

    /// <summary>Begins to number links anew.</summary>
    public void Forget() => _links.Clear();

    /// <summary>Leaves in the fields what makes and describes a flow of this level.</summary>
    public void Apply(ref PacketFields fields)
    {
        switch (_level)
        {
            case TrackingLevel.Port:
                fields.Parts &= ~PacketParts.Icmp;
                break;
            case TrackingLevel.Proto or TrackingLevel.Ip:
                // The end of one connection is not that of all between two hosts.
                fields.Parts &= ~(PacketParts.Icmp | PacketParts.Ports | PacketParts.TcpFlags);
                fields.TcpFlags = 0;
                if (_level == TrackingLevel.Ip) fields.Protocol = 0;
                break;
            case TrackingLevel.Vlan:
                fields.KeyExtension = (ushort)(Tag(in fields) << 1);
                break;
            case TrackingLevel.Ether:
                fields.KeyExtension = (ushort)(Number(in fields) << 1);
                break;
            default:
                break;
        }
    }

    private ushort Number(in PacketFields fields)
    {
        // A capture without a link layer has one link.
        ulong source = fields.SourceMac.Bits, destination = fields.DestinationMac.Bits;
        Link link = _bothWays && source > destination ? new(destination, source, Tag(in fields)) : new(source, destination, Tag(in fields));
        if (_links.TryGetValue(link, out ushort number)) return number;
        number = (ushort)(_links.Count + 1);
        _links.Add(link, number);
        return number;
    }

    private static int Tag(in PacketFields fields) => (fields.Parts & PacketParts.Vlan) != 0 ? TaggedBit | fields.VlanId : 0;

    private readonly record struct Link(ulong Source, ulong Destination, int Tag);
}
