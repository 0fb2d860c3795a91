using System.Buffers.Binary;
using Weir.Wire.Primitives;

namespace Weir.Wire.SFlow;

/// <summary>Reads what a device adds to a sampled packet of its way through it (sFlow v5 section 5.3, «Extended Data»).</summary>
public static class SFlowExtendedRecords
{
    private const int SwitchSize = 16;
    private const uint VlanIdMask = 0x0FFF;

    /// <summary>Extended switch: VLAN and priority in, VLAN and priority out.</summary>
    public static DecodeStatus TryReadSwitch(ReadOnlySpan<byte> record, out ushort sourceVlan, out ushort destinationVlan)
    {
        sourceVlan = destinationVlan = 0;
        if (record.Length < SwitchSize) return DecodeStatus.Truncated;
        sourceVlan = (ushort)(BinaryPrimitives.ReadUInt32BigEndian(record) & VlanIdMask);
        destinationVlan = (ushort)(BinaryPrimitives.ReadUInt32BigEndian(record[8..]) & VlanIdMask);
        return DecodeStatus.Ok;
    }

    /// <summary>Extended router: next router, lengths of the prefixes that the addresses were found by.</summary>
    public static DecodeStatus TryReadRouter(ReadOnlySpan<byte> record, out SFlowRouter router)
    {
        router = default;
        var reader = new WireReader(record);
        DecodeStatus status = SFlowAddress.TryRead(ref reader, out IpAddress nextHop);
        if (status != DecodeStatus.Ok) return status;
        if (!reader.TryReadUInt32(out uint source) || !reader.TryReadUInt32(out uint destination)) return DecodeStatus.Truncated;
        router = new(nextHop, (byte)source, (byte)destination);
        return DecodeStatus.Ok;
    }

    /// <summary>
    /// Extended gateway: what BGP says of the route.
    /// <code>
    /// | next hop | as | source as | source peer as | segments | type | count | as … | … | communities | … | local preference |
    /// </code>
    /// The destination's autonomous system is the last of the path; where that ends in a set, its last one.
    /// </summary>
    public static DecodeStatus TryReadGateway(ReadOnlySpan<byte> record, out SFlowGateway gateway)
    {
        gateway = default;
        var reader = new WireReader(record);
        DecodeStatus status = SFlowAddress.TryRead(ref reader, out IpAddress nextHop);
        if (status != DecodeStatus.Ok) return status;
        if (!reader.TryReadUInt32(out _) || !reader.TryReadUInt32(out uint source) || !reader.TryReadUInt32(out _)
            || !reader.TryReadUInt32(out uint segments)) return DecodeStatus.Truncated;
        uint? destination = null;
        // A segment takes at least eight octets: a false count ends with the record.
        for (; segments > 0; segments--)
        {
            if (!reader.TryReadUInt32(out _) || !reader.TryReadUInt32(out uint count)) return DecodeStatus.Truncated;
            if (count > (uint)reader.Remaining / sizeof(uint)) return DecodeStatus.BadLength;
            reader.TryReadBytes((int)count * sizeof(uint), out ReadOnlySpan<byte> path);
            if (count > 0) destination = BinaryPrimitives.ReadUInt32BigEndian(path[^sizeof(uint)..]);
        }

        gateway = new(nextHop, source, destination);
        return DecodeStatus.Ok;
    }

    /// <summary>Extended VLAN tunnel: the tags that were taken off, outermost first. <see langword="null"/> where there are none.</summary>
    public static DecodeStatus TryReadVlanTunnel(ReadOnlySpan<byte> record, out ushort? outermost)
    {
        outermost = null;
        var reader = new WireReader(record);
        if (!reader.TryReadUInt32(out uint count)) return DecodeStatus.Truncated;
        if (count > (uint)reader.Remaining / sizeof(uint)) return DecodeStatus.BadLength;
        if (count > 0 && reader.TryReadUInt32(out uint tag)) outermost = (ushort)(tag & VlanIdMask);
        return DecodeStatus.Ok;
    }
}

/// <summary>What a router knows of a packet's way.</summary>
/// <param name="NextHop">The next router, none where unknown.</param>
/// <param name="SourcePrefix">Bits of the source's route.</param>
/// <param name="DestinationPrefix">Bits of the destination's route.</param>
public readonly record struct SFlowRouter(IpAddress NextHop, byte SourcePrefix, byte DestinationPrefix);

/// <summary>What BGP knows of a packet's way.</summary>
/// <param name="NextHop">The border router, none where unknown.</param>
/// <param name="SourceAs">The source's autonomous system.</param>
/// <param name="DestinationAs">The destination's; <see langword="null"/> where the path is empty.</param>
public readonly record struct SFlowGateway(IpAddress NextHop, uint SourceAs, uint? DestinationAs);
