using Weir.Capture.Interop;
using Weir.Capture.Netlink;
using Weir.Capture.PSample.TrafficControl;
using Weir.Flows.Pipeline;

namespace Weir.Capture.PSample;

/// <summary>
/// Packets that the kernel sampled from interfaces (tc-sample(8), psample). Each goes to a sink as a sample, with what is known of how it was chosen, and
/// is read as a packet, for metering; whoever meters tells the rate in the records. One thread reads; any thread may ask for metrics, and dispose
/// once that thread has ended.
/// </summary>
public sealed unsafe class PSampleSource : IPacketSource
{
    /// <summary>The largest sample: the packet octets that psample takes, and what stands beside them.</summary>
    private const int MaxMessage = 0xFFFF + 2048;

    // A batch of samples truncated to what the flow-export section takes at most, and one of any size behind them.
    private const int BufferSize = PacketBatch.Capacity * 2048 + MaxMessage;

    private readonly PSampleOptions _options;
    private readonly TimeProvider _clock;
    private readonly TrafficControlSocket _kernel;
    private readonly SampledInterface[] _interfaces;
    private readonly SampleIntake _intake;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private PSampleChannel? _channel;
    private long _inspectedAt;

    private PSampleSource(PSampleOptions options, IPacketSampleSink samples, TimeProvider clock, TrafficControlSocket kernel, Action<string> say)
    {
        _options = options;
        _clock = clock;
        _kernel = kernel;
        _interfaces = [.. options.Interfaces.Select(each => new SampledInterface(each, kernel, say))];
        _intake = new SampleIntake(_interfaces, samples, clock);
    }

    /// <inheritdoc/>
    public string Name => string.Join(", ", _options.Interfaces.Select(static each => each.InterfaceName));

    public PSampleMetrics Metrics => new(_channel?.Overruns ?? 0, _intake.Foreign, _intake.Malformed);

    /// <summary>What was counted of each interface, in the order of the options.</summary>
    public IReadOnlyList<SampledInterfaceMetrics> Interfaces => [.. _interfaces.Select(static each => each.Metrics)];

    /// <summary>Sets up sampling on those interfaces that are there, and listens.</summary>
    /// <param name="options">What to sample, and how.</param>
    /// <param name="samples">Takes each sample. Called on the reading thread. Not disposed of here.</param>
    /// <param name="clock">Tells the time of packets where the kernel does not.</param>
    /// <param name="say">Takes a line that a person should read.</param>
    /// <exception cref="PSampleException">The kernel cannot sample, or it is not permitted; nothing is left set up.</exception>
    public static PSampleSource Open(PSampleOptions options, IPacketSampleSink samples, TimeProvider clock, Action<string> say)
    {
        var source = new PSampleSource(options, samples, clock, TrafficControlSocket.Open(), say);
        try
        {
            source.Inspect();
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="PSampleException">An interface came that the kernel cannot sample.</exception>
    public PacketReadStatus Read(PacketBatch batch)
    {
        batch.Count = 0;
        if (_clock.GetElapsedTime(_inspectedAt) >= _options.InspectionInterval) Inspect();
        if (_channel is not { } channel)
        {
            _ = LibC.Poll(null, 0, (int)_options.PollTimeout.TotalMilliseconds);
            return PacketReadStatus.Idle;
        }

        channel.Wait(_options.PollTimeout);
        int used = 0;
        while (batch.Count < PacketBatch.Capacity && used + MaxMessage <= _buffer.Length)
        {
            int length = channel.Receive(_buffer.AsSpan(used));
            if (length == 0) break;
            // Where no packet points into the datagram, its room is used again.
            if (_intake.Take(_buffer.AsSpan(used, length), channel.MessageType, batch)) used += NetlinkAttributes.Aligned(length);
        }

        return batch.Count > 0 ? PacketReadStatus.Packets : PacketReadStatus.Idle;
    }

    /// <summary>Takes sampling off the interfaces, and stops listening.</summary>
    public void Dispose()
    {
        foreach (SampledInterface each in _interfaces) each.Remove();
        _kernel.Dispose();
        _channel?.Dispose();
    }

    // The kernel loads its modules when sampling is first set up, so there is nothing to listen to before.
    private void Inspect()
    {
        _inspectedAt = _clock.GetTimestamp();
        foreach (SampledInterface each in _interfaces)
        {
            if (each.Inspect()) _channel ??= PSampleChannel.Open(_options.ReceiveBufferOctets);
        }
    }
}
