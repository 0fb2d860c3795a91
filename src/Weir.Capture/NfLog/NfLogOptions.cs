namespace Weir.Capture.NfLog;

/// <summary>How to take packets that a firewall rule logs to a group (NFLOG, <c>log group N</c> of nftables).</summary>
public sealed record NfLogOptions
{
    /// <summary>The largest <see cref="QueueThreshold"/>: a datagram of the kernel holds 128 KiB, and a logged packet takes 100 octets at least.</summary>
    public const int MaxQueueThreshold = 1024;

    /// <summary>The group of the rule.</summary>
    public required ushort Group { get; init; }

    /// <summary>
    /// Octets of each packet that the kernel copies, from the IP header on. The default, 256, holds all headers that are read, those of a tunnel included;
    /// a rule's own <c>snaplen</c> may make it less.
    /// </summary>
    public int CopyRange { get; init; } = 256;

    /// <summary>
    /// Packets that the kernel collects for one datagram. The default, 64, is a <see cref="Flows.Pipeline.PacketBatch"/>; the smaller of this and of the rule's
    /// <c>queue-threshold</c> is in force.
    /// </summary>
    public int QueueThreshold { get; init; } = 64;

    /// <summary>How long the kernel holds packets back to fill a datagram; counts in hundredths of a second. As the ring of an interface.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Octets the kernel may keep for this program. The default, 32 MiB, holds about 80,000 short packets: 0.3 seconds of the highest rate
    /// that the kernel logs at, longer than a garbage collection or a scheduling delay.
    /// </summary>
    public int BufferOctets { get; init; } = 32 << 20;

    /// <summary>How long a read waits for a packet; cancellation is noticed as often.</summary>
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Different combinations of two interfaces, a mark and a prefix that records can name. The default, 65536, takes 3 MiB; beyond it records name
    /// the one interface only, and are counted.
    /// </summary>
    public int MaxPaths { get; init; } = 1 << 16;

    /// <summary>Different prefixes of rules that records can name; beyond it records name none, and are counted. The default, 256: rules are written by people.</summary>
    public int MaxPrefixes { get; init; } = 256;
}
