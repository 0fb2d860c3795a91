using Weir.Capture.Interop;
using Weir.Flows.Pipeline;

namespace Weir.Capture.AfPacket;

/// <summary>
/// Packets of an interface by its name, for as long as they are wanted: an interface that goes away and comes back, with another
/// index perhaps, is opened anew. One thread reads; any thread may ask for <see cref="Metrics"/>.
/// </summary>
public sealed unsafe class LastingSource : IKernelSource, ILoadGauge
{
    /// <summary>Between two tries to open an interface that is away: soon enough for people, and no load.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly AfPacketOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<string> _say;
    private readonly Lock _gate = new();
    private AfPacketSource? _source;
    private AfPacketMetrics _before;
    private long _triedAt;
    private bool _isDown;
    private volatile bool _isDisposed;

    private LastingSource(AfPacketOptions options, TimeProvider clock, Action<string> say)
    {
        _options = options;
        _clock = clock;
        _say = say;
    }

    /// <inheritdoc/>
    public string Name => _options.InterfaceName;

    /// <summary>How often the interface was opened again.</summary>
    public long Reopenings { get; private set; }

    /// <summary>What the kernel counted until now, over all openings.</summary>
    public AfPacketMetrics Metrics
    {
        get
        {
            lock (_gate) return _source is { } source ? Sum(_before, source.Metrics) : _before;
        }
    }

    /// <inheritdoc/>
    public KernelCounts Counts => Metrics.Counts;

    /// <summary>Begins to capture: the interface has to be there now.</summary>
    /// <param name="options">How to listen.</param>
    /// <param name="clock">Measures the time between tries.</param>
    /// <param name="say">Takes a line where the interface goes down or away, or comes back. Called on the reading thread.</param>
    /// <exception cref="AfPacketException">The interface does not exist, is down or of a kind not read here; or it is not permitted.</exception>
    public static LastingSource Open(AfPacketOptions options, TimeProvider clock, Action<string> say) =>
        new(options, clock, say) { _source = AfPacketSource.Open(options) };

    /// <inheritdoc/>
    public PacketReadStatus Read(PacketBatch batch)
    {
        if (_source is null && !TryReopen())
        {
            batch.Count = 0;
            if (_isDisposed) return PacketReadStatus.End;
            _ = LibC.Poll(null, 0, (int)_options.PollTimeout.TotalMilliseconds);
            return PacketReadStatus.Idle;
        }

        PacketReadStatus status = _source!.Read(batch);
        if (_source.IsDown != _isDown)
        {
            _isDown = !_isDown;
            _say(_isDown ? $"{Name}: the interface went down; metering goes on when it is up again." : $"{Name}: the interface is up again.");
        }

        if (status != PacketReadStatus.End || _isDisposed) return status;
        Close();
        _triedAt = _clock.GetTimestamp();
        _say($"{Name}: the interface is gone; metering goes on when there is one of that name again.");
        return PacketReadStatus.Idle;
    }

    /// <inheritdoc/>
    public LoadReading ReadLoad() => ThreadLoad.Read(Metrics);

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        Close();
    }

    private bool TryReopen()
    {
        if (_isDisposed || _clock.GetElapsedTime(_triedAt) < RetryInterval) return false;
        _triedAt = _clock.GetTimestamp();
        try
        {
            AfPacketSource source = AfPacketSource.Open(_options);
            lock (_gate) _source = source;
        }
        catch (IOException)
        {
            // Not there, not up, or not ready yet: the next try says.
            return false;
        }

        Reopenings++;
        _isDown = false;
        _say($"{Name}: the interface is back.");
        return true;
    }

    private void Close()
    {
        lock (_gate)
        {
            if (_source is not { } source) return;
            source.Dispose();
            _before = Sum(_before, source.Metrics);
            _source = null;
        }
    }

    private static AfPacketMetrics Sum(AfPacketMetrics one, AfPacketMetrics other) =>
        new(one.Packets + other.Packets, one.Drops + other.Drops, one.Freezes + other.Freezes);
}
