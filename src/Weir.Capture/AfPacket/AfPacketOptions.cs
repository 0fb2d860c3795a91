namespace Weir.Capture.AfPacket;

/// <summary>How to listen on an interface.</summary>
public sealed record AfPacketOptions
{
    /// <summary>The largest <see cref="RingOctets"/>: the kernel counts blocks and maps them with 32 bits.</summary>
    public const int MaxRingOctets = 1 << 30;

    /// <summary>Name of the interface, in the network namespace of the thread that opens it.</summary>
    public required string InterfaceName { get; init; }

    /// <summary>
    /// Octets of the ring that kernel and program share, a multiple of 1 MiB. The default, 64 MiB, holds half a second of a full
    /// 1 Gbit/s link: longer than a garbage collection or a scheduling delay.
    /// </summary>
    public int RingOctets { get; init; } = 64 << 20;

    /// <summary>Whether to take frames that are addressed to other hosts.</summary>
    public bool Promiscuous { get; init; } = true;

    /// <summary>Whether to leave out packets that this host sends. On a loopback interface they are always left out: each arrives too.</summary>
    public bool IgnoreOutgoing { get; init; }

    /// <summary>
    /// A filter expression (pcap-filter(7)) that the kernel runs before it copies a packet; <see langword="null"/> passes all.
    /// Compiling it takes libpcap.
    /// </summary>
    public string? Filter { get; init; }

    /// <summary>
    /// A number that sources of the same interface share to divide its packets among them by a hash of addresses and ports
    /// (PACKET_FANOUT), so that both ways of a connection come to the same one. Of no other interface and no other program in the
    /// network namespace. <see langword="null"/>: the source has all packets.
    /// </summary>
    public ushort? FanoutGroup { get; init; }

    /// <summary>How long <see cref="AfPacketSource.Read"/> waits for a packet; cancellation is noticed as often. Short of what people notice.</summary>
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How long the kernel may hold packets back to fill a block. As <see cref="PollTimeout"/>: it adds to the delay of records,
    /// whose timeouts are seconds, and keeps wake-ups below a few tens a second on a quiet link.
    /// </summary>
    public TimeSpan BlockTimeout { get; init; } = TimeSpan.FromMilliseconds(50);
}
