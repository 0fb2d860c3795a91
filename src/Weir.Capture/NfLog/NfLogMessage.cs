using System.Buffers.Binary;
using Weir.Capture.Netlink;

namespace Weir.Capture.NfLog;

/// <summary>
/// One NFULNL_MSG_PACKET (linux/netfilter/nfnetlink_log.h): struct nfgenmsg and attributes, whose values are in network byte order.
/// <code>
/// +----------+-----------+----------+--------------
/// | family 8 | version 8 | group 16 | attributes …
/// +----------+-----------+----------+--------------
/// </code>
/// </summary>
internal ref struct NfLogMessage
{
    /// <summary>NFNL_SUBSYS_ULOG with NFULNL_MSG_PACKET and NFULNL_MSG_CONFIG.</summary>
    public const ushort PacketType = 4 << 8, ConfigType = 4 << 8 | 1;

    /// <summary>Octets of struct nfgenmsg.</summary>
    public const int HeaderSize = 4;

    /// <summary>Octets of an Ethernet header without tag.</summary>
    public const int EthernetSize = 14;

    private const ushort ArpEthernet = 1;
    private const int PacketHeaderSize = 4, HookOffset = 2, TimeSize = 16;

    // enum nfulnl_attr_type
    private const ushort PacketHeader = 1, MarkAttribute = 2, Timestamp = 3, InputAttribute = 4, OutputAttribute = 5, PayloadAttribute = 9,
        PrefixAttribute = 10, SequenceAttribute = 12, HardwareType = 15, HardwareHeader = 16;

    /// <summary>EtherType, and the hook of the rule (NF_INET_PRE_ROUTING is 0).</summary>
    public ushort Protocol;
    public byte Hook;

    public uint Mark, InputInterface, OutputInterface;

    /// <summary>Place of the packet in its group; the group's rule must have been told to number them.</summary>
    public uint Sequence;
    public bool HasSequence;

    /// <summary>Nanoseconds since 1970-01-01 UTC; 0 where the kernel does not say.</summary>
    public long TimeNs;

    /// <summary>What the rule says, without the zero at its end; empty without.</summary>
    public ReadOnlySpan<byte> Prefix;

    /// <summary>The packet from its IP header on, as much as was copied.</summary>
    public ReadOnlySpan<byte> Payload;

    /// <summary>Its Ethernet header, empty where there is none.</summary>
    public ReadOnlySpan<byte> Ethernet;

    /// <summary>Reads a message.</summary>
    /// <param name="body">What stands behind the netlink header.</param>
    /// <param name="message">What it says.</param>
    /// <returns>Whether it has a packet.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out NfLogMessage message)
    {
        message = default;
        if (body.Length < HeaderSize) return false;
        ushort hardware = 0;
        for (NetlinkAttributes attributes = new(body[HeaderSize..]); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> value);)
        {
            switch (type)
            {
                case PacketHeader when value.Length >= PacketHeaderSize:
                    message.Protocol = BinaryPrimitives.ReadUInt16BigEndian(value);
                    message.Hook = value[HookOffset];
                    break;
                case MarkAttribute when value.Length >= sizeof(uint): message.Mark = BinaryPrimitives.ReadUInt32BigEndian(value); break;
                case Timestamp when value.Length >= TimeSize: message.TimeNs = Time(value); break;
                case InputAttribute when value.Length >= sizeof(uint): message.InputInterface = BinaryPrimitives.ReadUInt32BigEndian(value); break;
                case OutputAttribute when value.Length >= sizeof(uint): message.OutputInterface = BinaryPrimitives.ReadUInt32BigEndian(value); break;
                case SequenceAttribute when value.Length >= sizeof(uint):
                    message.Sequence = BinaryPrimitives.ReadUInt32BigEndian(value);
                    message.HasSequence = true;
                    break;
                case PrefixAttribute: message.Prefix = value.IndexOf((byte)0) is >= 0 and var end ? value[..end] : value; break;
                case HardwareType when value.Length >= sizeof(ushort): hardware = BinaryPrimitives.ReadUInt16BigEndian(value); break;
                case HardwareHeader: message.Ethernet = value; break;
                case PayloadAttribute: message.Payload = value; break;
            }
        }

        if (hardware != ArpEthernet || message.Ethernet.Length != EthernetSize) message.Ethernet = default;
        return !message.Payload.IsEmpty;
    }

    // struct nfulnl_msg_packet_timestamp: seconds and microseconds. What no clock says counts as not said.
    private static long Time(ReadOnlySpan<byte> value)
    {
        ulong seconds = BinaryPrimitives.ReadUInt64BigEndian(value);
        ulong microseconds = BinaryPrimitives.ReadUInt64BigEndian(value[sizeof(ulong)..]);
        return seconds < 1UL << 33 && microseconds < 1_000_000 ? (long)seconds * 1_000_000_000 + (long)microseconds * 1_000 : 0;
    }
}
