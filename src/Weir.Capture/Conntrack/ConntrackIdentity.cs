using Weir.Wire.Primitives;

namespace Weir.Capture.Conntrack;

/// <summary>
/// What tells a connection from all others, those before and after it on the same addresses included: the kernel's number, and the time
/// it began where that is told. The number alone is the same again where a connection takes its predecessor's very place in memory.
/// </summary>
/// <param name="Source">Source of the original direction.</param>
/// <param name="Destination">Its destination.</param>
/// <param name="Rest">Ports or ICMP's numbers, protocol and zone.</param>
/// <param name="Id">The kernel's number.</param>
/// <param name="StartNs">When it began; 0 where the kernel does not tell.</param>
internal readonly record struct ConntrackIdentity(IpAddress Source, IpAddress Destination, ulong Rest, uint Id, long StartNs)
{
    public static ConntrackIdentity Of(in ConntrackMessage message)
    {
        ref readonly ConntrackTuple tuple = ref message.Original;
        ulong ends = message.HasPorts
            ? (ulong)tuple.SourcePort << 16 | tuple.DestinationPort
            : (ulong)tuple.IcmpId << 16 | (uint)(tuple.IcmpType << 8) | tuple.IcmpCode;
        return new(tuple.Source, tuple.Destination, ends << 24 | (ulong)message.Zone << 8 | tuple.Protocol, message.Id, message.StartNs);
    }

    // Of a secret seed, as strangers choose addresses and ports.
    public override int GetHashCode() => HashCode.Combine(Source.High, Source.Low, Destination.High, Destination.Low, Rest, Id, StartNs);
}
