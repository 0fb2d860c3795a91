using Weir.Capture.Interop;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.Capture.AfPacket;

/// <summary>
/// Packets of a live Linux interface, by a packet socket and its ring. One thread reads; any thread may ask for
/// <see cref="Metrics"/> or dispose. Packets are lent until the next <see cref="Read"/>, so whoever disposes while another thread
/// works on a batch waits for that thread first.
/// </summary>
public sealed unsafe class AfPacketSource : IKernelSource, ILoadGauge
{
    private readonly SocketDescriptor _socket;
    private readonly PacketRing _ring;
    private readonly LinkType _linkType;
    private readonly uint _interfaceIndex;
    private readonly bool _ignoreOutgoing;
    private readonly int _pollMilliseconds;
    private readonly Lock _metricsGate = new();
    private readonly Lock _ringGate = new();
    private AfPacketMetrics _metrics;
    private volatile bool _isClosing;
    private bool _isClosed;

    internal AfPacketSource(AfPacketOptions options, SocketDescriptor socket, PacketRing ring, LinkType linkType, uint interfaceIndex)
    {
        _socket = socket;
        _ring = ring;
        _linkType = linkType;
        _interfaceIndex = interfaceIndex;
        _ignoreOutgoing = options.IgnoreOutgoing;
        _pollMilliseconds = (int)options.PollTimeout.TotalMilliseconds;
        Name = options.InterfaceName;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Whether the interface was found down when packets stopped. It stays so until a packet comes.</summary>
    public bool IsDown { get; private set; }

    /// <summary>What the kernel has counted until now. Asks the kernel: not for each packet.</summary>
    public AfPacketMetrics Metrics
    {
        get
        {
            lock (_metricsGate)
            {
                PacketSocket.RingStatistics since = default;
                uint size = (uint)sizeof(PacketSocket.RingStatistics);
                // Reading sets the kernel's counters back to zero.
                if (!_socket.IsClosed
                    && LibC.GetSocketOption(_socket, PacketSocket.PacketLevel, PacketSocket.Statistics, &since, &size) == 0)
                {
                    _metrics = new(_metrics.Packets + since.Packets, _metrics.Drops + since.Drops, _metrics.Freezes + since.Freezes);
                }

                return _metrics;
            }
        }
    }

    /// <inheritdoc/>
    public LoadReading ReadLoad() => ThreadLoad.Read(Metrics);

    /// <inheritdoc/>
    public KernelCounts Counts => Metrics.Counts;

    /// <summary>Begins to capture.</summary>
    /// <exception cref="AfPacketException">The interface does not exist, is down or of a kind not read here; or it is not permitted.</exception>
    public static AfPacketSource Open(AfPacketOptions options) => AfPacketOpening.Open(options);

    /// <inheritdoc/>
    public PacketReadStatus Read(PacketBatch batch)
    {
        // Uncontended but for Dispose: once for a batch, some tens of nanoseconds.
        lock (_ringGate)
        {
            batch.Count = 0;
            if (_isClosing) return PacketReadStatus.End;
            if (ReadRing(batch)) return PacketReadStatus.Packets;
            if (!WaitForBlock()) return PacketReadStatus.End;
            return ReadRing(batch) ? PacketReadStatus.Packets : PacketReadStatus.Idle;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isClosing = true;
        _ = Metrics;
        // Waits for a Read on another thread: it returns within the poll timeout.
        lock (_ringGate)
        {
            if (_isClosed) return;
            _isClosed = true;
            lock (_metricsGate) _socket.Dispose();
            _ring.Dispose();
        }
    }

    private bool ReadRing(PacketBatch batch)
    {
        _ring.Read(batch, _linkType, _interfaceIndex, _ignoreOutgoing);
        if (batch.Count == 0) return false;
        IsDown = false;
        return true;
    }

    /// <summary>Whether the interface still exists. One that went down may come up again; its packets just stop.</summary>
    private bool WaitForBlock()
    {
        LibC.PollDescriptor descriptor = new()
        {
            Descriptor = (int)_socket.DangerousGetHandle(),
            Events = LibC.PollIn | LibC.PollError,
        };
        if (LibC.Poll(&descriptor, 1, _pollMilliseconds) <= 0 || (descriptor.Returned & LibC.PollError) == 0) return true;
        int error;
        uint size = sizeof(int);
        _ = LibC.GetSocketOption(_socket, PacketSocket.SocketLevel, PacketSocket.SocketError, &error, &size);
        IsDown = error == PacketSocket.NetworkDown;
        byte* name = stackalloc byte[PacketSocket.InterfaceNameSize];
        return LibC.InterfaceName(_interfaceIndex, name) != 0;
    }
}
