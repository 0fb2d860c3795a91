using System.Runtime.InteropServices;
using Weir.Capture.Netlink;

namespace Weir.Capture.PSample;

/// <summary>
/// One sample of the kernel (linux/psample.h, PSAMPLE_CMD_SAMPLE): a generic netlink header and attributes behind it. What is not told is
/// <see langword="null"/> or empty. The octets are borrowed from the message.
/// </summary>
internal ref struct PSampleMessage
{
    private const byte SampleCommand = 0;

    /// <summary>ifIndex; the kernel tells its lower 16 bits only.</summary>
    public uint? InputInterface { get; private set; }

    /// <inheritdoc cref="InputInterface"/>
    public uint? OutputInterface { get; private set; }

    /// <summary>Octets of the packet before it was truncated.</summary>
    public uint OriginalSize { get; private set; }

    public uint Group { get; private set; }

    /// <summary>Samples of the group before this one, modulo 2^32.</summary>
    public uint GroupSequence { get; private set; }

    /// <summary>Packets for each one that is sampled.</summary>
    public uint Rate { get; private set; }

    /// <summary>The packet's first octets.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>Attributes of the tunnel, for <see cref="PSampleTunnel"/>.</summary>
    public ReadOnlySpan<byte> Tunnel { get; private set; }

    /// <summary>Traffic class, that is queue, that the packet leaves by.</summary>
    public ushort? EgressQueue { get; private set; }

    /// <summary>Octets that waited in that queue.</summary>
    public ulong? EgressQueueOctets { get; private set; }

    /// <summary>Nanoseconds the packet spent in the device.</summary>
    public ulong? LatencyNs { get; private set; }

    /// <summary>When it was sampled: nanoseconds since 1970-01-01 UTC.</summary>
    public ulong? TimestampNs { get; private set; }

    /// <summary>EtherType of what the packet carries.</summary>
    public ushort? Protocol { get; private set; }

    /// <summary>What whoever set up the sampling put beside it.</summary>
    public ReadOnlySpan<byte> UserCookie { get; private set; }

    /// <summary>Reads a sample.</summary>
    /// <param name="body">What stands behind the netlink header.</param>
    /// <param name="message">The sample.</param>
    /// <returns>Whether the body is a sample that has a group, a sequence, a rate and the size of the packet; others cannot be counted.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out PSampleMessage message)
    {
        message = default;
        if (body.Length < GenericFamily.HeaderSize || body[0] != SampleCommand) return false;
        var seen = Seen.None;
        bool isProbability = false;
        for (NetlinkAttributes attributes = new(body[GenericFamily.HeaderSize..]); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> value);)
        {
            switch ((PSampleAttribute)type)
            {
                case PSampleAttribute.InputInterface: message.InputInterface = Index(value); break;
                case PSampleAttribute.OutputInterface: message.OutputInterface = Index(value); break;
                case PSampleAttribute.OriginalSize when TryRead(value, out uint size):
                    message.OriginalSize = size;
                    seen |= Seen.OriginalSize;
                    break;
                case PSampleAttribute.Group when TryRead(value, out uint group):
                    message.Group = group;
                    seen |= Seen.Group;
                    break;
                case PSampleAttribute.GroupSequence when TryRead(value, out uint sequence):
                    message.GroupSequence = sequence;
                    seen |= Seen.Sequence;
                    break;
                case PSampleAttribute.Rate when TryRead(value, out uint rate):
                    message.Rate = rate;
                    seen |= Seen.Rate;
                    break;
                case PSampleAttribute.Data: message.Data = value; break;
                case PSampleAttribute.Tunnel: message.Tunnel = value; break;
                case PSampleAttribute.EgressQueue when TryRead(value, out ushort queue): message.EgressQueue = queue; break;
                case PSampleAttribute.EgressQueueOctets when TryRead(value, out ulong octets): message.EgressQueueOctets = octets; break;
                case PSampleAttribute.Latency when TryRead(value, out ulong latency): message.LatencyNs = latency; break;
                case PSampleAttribute.Timestamp when TryRead(value, out ulong time): message.TimestampNs = time; break;
                case PSampleAttribute.Protocol when TryRead(value, out ushort protocol): message.Protocol = protocol; break;
                case PSampleAttribute.UserCookie: message.UserCookie = value; break;
                case PSampleAttribute.RateIsProbability: isProbability = true; break;
            }
        }

        if (isProbability) message.Rate = OneIn(message.Rate);
        return seen == Seen.All && message.Rate > 0;
    }

    /// <summary>Packets for each one that a probability of so many 2^32ths takes, rounded.</summary>
    private static uint OneIn(uint probability) =>
        probability == 0 ? 0 : (uint)(((ulong)uint.MaxValue + probability / 2) / probability);

    // Kernels until now tell 16 bits; whatever should tell more is understood.
    private static uint? Index(ReadOnlySpan<byte> value) =>
        TryRead(value, out uint wide) ? wide : TryRead(value, out ushort narrow) ? narrow : null;

    private static bool TryRead<T>(ReadOnlySpan<byte> value, out T number)
        where T : unmanaged =>
        MemoryMarshal.TryRead(value, out number);

    [Flags]
    private enum Seen : byte
    {
        None = 0,
        OriginalSize = 1,
        Group = 2,
        Sequence = 4,
        Rate = 8,
        All = OriginalSize | Group | Sequence | Rate,
    }
}
