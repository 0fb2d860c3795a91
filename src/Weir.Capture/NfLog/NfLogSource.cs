using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Capture.Interop;
using Weir.Capture.Netlink;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.Capture.NfLog;

/// <summary>
/// Packets that firewall rules log to a group (nfnetlink_log). They begin at the IP header; an Ethernet header that the kernel tells is put before.
/// Packets whose input and output interface are both known, and those with a mark or a rule's prefix, have the number of a path (<see cref="Paths"/>) for an interface. One
/// thread reads; any thread may ask for <see cref="Metrics"/> or <see cref="Counts"/>.
/// </summary>
public sealed unsafe class NfLogSource : IKernelSource, ILoadGauge
{
    /// <summary>Room for one datagram: a packet of 64 KiB can come in one that is larger than the kernel's own buffer.</summary>
    private const int MaxDatagram = 256 * 1024;

    /// <summary>Datagrams are read while one more would fit, so that a group whose rule collects no packets fills a batch all the same.</summary>
    private const int BufferSize = 1 << 20;

    private const int MaxIpLength = 65535;
    private const int ForwardHook = 2;

    private readonly NetlinkListener _socket;
    private readonly NfLogOptions _options;
    private readonly TimeProvider _clock;
    private readonly byte[] _memory = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private readonly byte* _buffer;
    private readonly LogPrefixes _prefixes;
    private readonly Lock _gate = new();
    private int _next, _end;
    private uint _expected;
    private long _packets, _drops, _overruns, _malformed, _unnamed;
    private volatile bool _isClosing;

    private NfLogSource(NetlinkListener socket, NfLogOptions options, TimeProvider clock)
    {
        _socket = socket;
        _options = options;
        _clock = clock;
        _buffer = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        Paths = new PacketPaths(options.MaxPaths);
        _prefixes = new LogPrefixes(options.MaxPrefixes);
        Name = $"nflog {options.Group}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>How it was opened.</summary>
    public NfLogOptions Options => _options;

    /// <summary>Octets the kernel keeps for this program.</summary>
    public int BufferOctets => _socket.BufferOctets;

    /// <summary>The paths whose numbers packets have; <see cref="PacketPathSink"/> puts them into records.</summary>
    public PacketPaths Paths { get; }

    /// <summary>What was counted until now.</summary>
    public NfLogMetrics Metrics => new(
        Volatile.Read(ref _packets) + Volatile.Read(ref _drops), Volatile.Read(ref _drops), Volatile.Read(ref _overruns), Volatile.Read(ref _malformed), Volatile.Read(ref _unnamed));

    /// <inheritdoc/>
    public KernelCounts Counts => Metrics is var metrics ? new(metrics.Packets, metrics.Drops) : default;

    /// <summary>Begins to take the packets of a group.</summary>
    /// <param name="options">Which group, and how.</param>
    /// <param name="clock">Tells the time of packets whose time the kernel does not: those that this host sends.</param>
    /// <exception cref="NfLogException">It is not permitted, the kernel cannot, or another program has the group.</exception>
    public static NfLogSource Open(NfLogOptions options, TimeProvider clock) => new(NfLogGroup.Open(options), options, clock);

    /// <inheritdoc/>
    public PacketReadStatus Read(PacketBatch batch)
    {
        // Uncontended but for Dispose: once for a batch.
        lock (_gate)
        {
            batch.Count = 0;
            if (_isClosing) return PacketReadStatus.End;
            if (_next == _end && !TryReceive())
            {
                _socket.Wait((int)_options.PollTimeout.TotalMilliseconds);
                if (!TryReceive()) return PacketReadStatus.Idle;
            }

            Fill(batch);
            return batch.Count > 0 ? PacketReadStatus.Packets : PacketReadStatus.Idle;
        }
    }

    /// <inheritdoc/>
    public LoadReading ReadLoad()
    {
        LibC.TimeSpec used = default;
        _ = LibC.ClockTime(LibC.ThreadProcessorClock, &used);
        KernelCounts counts = Counts;
        return new(counts.Packets, counts.Drops, used.Seconds * 1_000_000_000L + used.Nanoseconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isClosing = true;
        // Waits for a Read on another thread: it returns within the poll timeout.
        lock (_gate) _socket.Dispose();
    }

    // All packets of the buffer have been given and are no longer lent.
    private bool TryReceive()
    {
        _next = _end = 0;
        while (_end <= BufferSize - MaxDatagram)
        {
            switch (_socket.Receive(_buffer + _end, MaxDatagram, out int length))
            {
                case ReceiveStatus.Nothing:
                    return _end > 0;
                case ReceiveStatus.Overrun:
                    // How many packets that were, the sequence numbers of the next ones say.
                    _overruns++;
                    break;
                case ReceiveStatus.Truncated:
                    _malformed++;
                    _end += NetlinkAttributes.Aligned(length);
                    break;
                default:
                    _end += NetlinkAttributes.Aligned(length);
                    break;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(PacketBatch batch)
    {
        long now = 0;
        while (batch.Count < PacketBatch.Capacity && _end - _next >= NetlinkHeader.Size)
        {
            var header = (NetlinkHeader*)(_buffer + _next);
            int length = (int)Math.Min(header->Length, int.MaxValue - 3);
            if (length < NetlinkHeader.Size || length > _end - _next)
            {
                // Where a message ends in its middle, so does what can be read of the buffer.
                _malformed++;
                break;
            }

            byte* body = _buffer + _next + NetlinkHeader.Size;
            _next = Math.Min(_end, _next + NetlinkAttributes.Aligned(length));
            if (header->Type != NfLogMessage.PacketType) continue;
            if (!NfLogMessage.TryRead(new(body, length - NetlinkHeader.Size), out NfLogMessage message))
            {
                _malformed++;
                continue;
            }

            if (message.HasSequence) CountGap(message.Sequence);
            _packets++;
            if (message.TimeNs == 0) message.TimeNs = now != 0 ? now : now = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
            Take(in message, ref batch[batch.Count++]);
        }

        if (batch.Count < PacketBatch.Capacity) _next = _end = 0;
    }

    private void CountGap(uint sequence)
    {
        uint missing = sequence - _expected;
        // A number from before is one of a rule that was made anew, not of two thousand million losses.
        if (missing < int.MaxValue) _drops += missing;
        _expected = sequence + 1;
    }

    private void Take(in NfLogMessage message, ref CapturedPacket packet)
    {
        byte* payload = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(message.Payload));
        int captured = message.Payload.Length;
        int length = Math.Max(captured, IpLength(message.Payload));
        bool isIp = message.Protocol is EtherTypes.Ipv4 or EtherTypes.Ipv6;
        packet = new CapturedPacket { Data = payload, CapturedLength = captured, WireLength = length, TimeNs = message.TimeNs, LinkType = LinkType.RawIp };
        if (!message.Ethernet.IsEmpty || !isIp)
        {
            // Over attributes that have been read: at least the netlink header's 16 octets stand before a payload's own.
            packet.Data -= NfLogMessage.EthernetSize;
            Span<byte> header = new(packet.Data, NfLogMessage.EthernetSize);
            // The value may overlap where it goes to, which CopyTo allows.
            if (message.Ethernet.IsEmpty) header.Clear();
            else message.Ethernet.CopyTo(header);
            if (message.Ethernet.IsEmpty) BinaryPrimitives.WriteUInt16BigEndian(header[12..], message.Protocol);
            packet.CapturedLength += NfLogMessage.EthernetSize;
            packet.WireLength += NfLogMessage.EthernetSize;
            packet.LinkType = LinkType.Ethernet;
        }

        NamePath(in message, ref packet);
    }

    private void NamePath(in NfLogMessage message, ref CapturedPacket packet)
    {
        packet.IsOutgoing = message.InputInterface == 0;
        packet.InterfaceIndex = packet.IsOutgoing ? message.OutputInterface : message.InputInterface;
        byte[]? prefix = _prefixes.Find(message.Prefix);
        if (prefix is null && !message.Prefix.IsEmpty) _unnamed++;
        if (message.Mark == 0 && prefix is null && (message.InputInterface == 0 || message.OutputInterface == 0)) return;
        PacketPath path = new(
            message.InputInterface, message.OutputInterface, message.Mark, message.Hook == ForwardHook ? null : message.Hook > ForwardHook)
        { LogPrefix = prefix };
        if (Paths.TryNumber(in path, out uint number)) (packet.InterfaceIndex, packet.IsOutgoing) = (number, false);
        else _unnamed++;
    }

    // What was copied may be a part. Joined packets beyond 64 KiB say 0: then what was copied is all that is known.
    private static int IpLength(ReadOnlySpan<byte> packet)
    {
        const int v6Header = 40, v4LengthOffset = 2, v6LengthOffset = 4, least = 6;
        if (packet.Length < least) return 0;
        return (packet[0] >> 4) switch
        {
            4 => BinaryPrimitives.ReadUInt16BigEndian(packet[v4LengthOffset..]),
            6 => Math.Min(MaxIpLength, v6Header + BinaryPrimitives.ReadUInt16BigEndian(packet[v6LengthOffset..])),
            _ => 0,
        };
    }
}
