using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Weir.Capture.Netlink;
using Weir.Wire.Packets;

namespace Weir.Capture.Conntrack;

/// <summary>
/// What the kernel tells of a connection, in a dump or as an event (linux/netfilter/nfnetlink_conntrack.h): struct nfgenmsg and
/// attributes, whose values are in network byte order.
/// <code>
/// +----------+-----------+------------+--------------
/// | family 8 | version 8 | unused 16  | attributes …
/// +----------+-----------+------------+--------------
/// </code>
/// </summary>
internal struct ConntrackMessage
{
    /// <summary>NFNL_SUBSYS_CTNETLINK with IPCTNL_MSG_CT_NEW, _GET and _DELETE.</summary>
    public const ushort NewMessage = 1 << 8, GetMessage = 1 << 8 | 1, DeleteMessage = 1 << 8 | 2;

    /// <summary>Octets of struct nfgenmsg.</summary>
    public const int HeaderSize = 4;

    /// <summary>IPS_DYING: the connection is over, and is about to go.</summary>
    public const uint Dying = 0x200;

    // enum ctattr_type
    private const ushort OriginalTuple = 1, ReplyTuple = 2, StatusAttribute = 3, ProtocolState = 4, MarkAttribute = 8, OriginalCounters = 9, ReplyCounters = 10,
        IdAttribute = 12, ZoneAttribute = 18, Timestamp = 20, LabelsAttribute = 22;

    // enum ctattr_protoinfo, ctattr_protoinfo_tcp, ctattr_tstamp
    private const ushort TcpAttribute = 1, TcpStateAttribute = 1, StartAttribute = 1, StopAttribute = 2;

    public ConntrackTuple Original, Reply;
    public TrafficCount OriginalCount, ReplyCount;

    /// <summary>Whether both counters were there: the kernel counts only where nf_conntrack_acct says so when a connection begins.</summary>
    public bool HasCounters;

    /// <summary>The kernel's own number; another connection of the same addresses has another one, nearly always.</summary>
    public uint Id;
    public uint Status, Mark;
    public ushort Zone;
    public byte TcpState;
    public bool HasTcpState, HasLabels;

    /// <summary>Labels 0 to 63 and 64 to 127, a bit each.</summary>
    public ulong Labels, LabelsUpper;

    /// <summary>When it began and ended: nanoseconds since 1970-01-01 UTC, 0 where the kernel does not tell (nf_conntrack_timestamp).</summary>
    public long StartNs, StopNs;

    /// <summary>Whether addresses or ports change on the way.</summary>
    public readonly bool IsTranslated =>
        Original.Source != Reply.Destination || Original.Destination != Reply.Source
        || (HasPorts && (Original.SourcePort != Reply.DestinationPort || Original.DestinationPort != Reply.SourcePort));

    /// <summary>Whether its protocol has ports.</summary>
    public readonly bool HasPorts =>
        Original.Protocol is IpProtocols.Tcp or IpProtocols.Udp or IpProtocols.Sctp or IpProtocols.Dccp or IpProtocols.UdpLite;

    /// <summary>Reads a message.</summary>
    /// <param name="body">What stands behind the netlink header.</param>
    /// <param name="message">What it says.</param>
    /// <returns>Whether it names both directions.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out ConntrackMessage message)
    {
        message = default;
        if (body.Length < HeaderSize) return false;
        bool hasOriginal = false, hasReply = false;
        for (NetlinkAttributes attributes = new(body[HeaderSize..]); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> value);)
        {
            switch (type)
            {
                case OriginalTuple: ConntrackTuple.Read(value, ref message.Original); break;
                case ReplyTuple: ConntrackTuple.Read(value, ref message.Reply); break;
                case StatusAttribute when value.Length >= sizeof(uint): message.Status = BinaryPrimitives.ReadUInt32BigEndian(value); break;
                case ProtocolState: message.ReadTcp(value); break;
                case MarkAttribute when value.Length >= sizeof(uint): message.Mark = BinaryPrimitives.ReadUInt32BigEndian(value); break;
                case OriginalCounters:
                    message.OriginalCount = TrafficCount.Read(value);
                    hasOriginal = true;
                    break;
                case ReplyCounters:
                    message.ReplyCount = TrafficCount.Read(value);
                    hasReply = true;
                    break;
                case IdAttribute when value.Length >= sizeof(uint): message.Id = BinaryPrimitives.ReadUInt32BigEndian(value); break;
                case ZoneAttribute when value.Length >= sizeof(ushort): message.Zone = BinaryPrimitives.ReadUInt16BigEndian(value); break;
                case Timestamp: message.ReadTimes(value); break;
                case LabelsAttribute: message.ReadLabels(value); break;
            }
        }

        message.HasCounters = hasOriginal && hasReply;
        if (message.Zone == 0) message.Zone = message.Original.Zone;
        return message.Original.IsWhole && message.Reply.IsWhole;
    }

    private void ReadTcp(ReadOnlySpan<byte> value)
    {
        for (NetlinkAttributes protocols = new(value); protocols.TryRead(out ushort protocol, out ReadOnlySpan<byte> tcp);)
        {
            if (protocol != TcpAttribute) continue;
            for (NetlinkAttributes attributes = new(tcp); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> state);)
            {
                if (type == TcpStateAttribute && state.Length >= 1) (TcpState, HasTcpState) = (state[0], true);
            }
        }
    }

    private void ReadTimes(ReadOnlySpan<byte> value)
    {
        for (NetlinkAttributes attributes = new(value); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> time);)
        {
            if (time.Length < sizeof(ulong)) continue;
            long ns = (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(time), long.MaxValue - 1);
            if (type == StartAttribute) StartNs = ns;
            else if (type == StopAttribute) StopNs = ns;
        }
    }

    // A bitmap of longs in the order of this host.
    private void ReadLabels(ReadOnlySpan<byte> value)
    {
        if (value.Length < sizeof(ulong)) return;
        Labels = MemoryMarshal.Read<ulong>(value);
        if (value.Length >= 2 * sizeof(ulong)) LabelsUpper = MemoryMarshal.Read<ulong>(value[sizeof(ulong)..]);
        HasLabels = true;
    }
}
