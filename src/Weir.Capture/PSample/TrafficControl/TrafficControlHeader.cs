using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Weir.Capture.PSample.TrafficControl;

/// <summary>
/// struct tcmsg (rtnetlink(7), linux/pkt_sched.h), in host byte order.
/// <code>
/// +----------+--------+--------------------+-----------+-----------+---------+--------------
/// | family 8 | pad 24 | interface index 32 | handle 32 | parent 32 | info 32 | attributes …
/// +----------+--------+--------------------+-----------+-----------+---------+--------------
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TrafficControlHeader(uint Family, int InterfaceIndex, uint Handle, uint Parent, uint Info)
{
    /// <summary>Octets of the structure.</summary>
    public const int Size = 20;

    // rtnetlink(7)
    public const ushort NewQdisc = 36, DeleteQdisc = 37, GetQdisc = 38, NewFilter = 44, DeleteFilter = 45, GetFilter = 46;

    /// <summary>TCA_KIND, TCA_OPTIONS.</summary>
    public const ushort KindAttribute = 1, OptionsAttribute = 2;

    /// <summary>TC_H_CLSACT: where a queueing discipline for filters alone hangs; and its own handle, ffff:.</summary>
    public const uint Root = 0xFFFF_FFF1, QdiscHandle = 0xFFFF_0000;

    /// <summary>TC_H_MIN_INGRESS and TC_H_MIN_EGRESS of it.</summary>
    public const uint Ingress = 0xFFFF_FFF2, Egress = 0xFFFF_FFF3;

    private const int PriorityShift = 16;

    /// <summary>Of a filter: where it stands among others, the lowest first.</summary>
    public ushort Priority => (ushort)(Info >> PriorityShift);

    /// <summary>Of a filter: the EtherType it looks at, 3 for all.</summary>
    public ushort Protocol => BinaryPrimitives.ReverseEndianness((ushort)Info);

    /// <summary>What a filter has in <see cref="Info"/>.</summary>
    public static uint InfoOf(ushort priority, ushort protocol) => (uint)priority << PriorityShift | BinaryPrimitives.ReverseEndianness(protocol);
}
