using Weir.Collector.Journal.Reading;
using Weir.Collector.Listening;
using Weir.Exporter.Transport;
using Weir.Wire.Primitives;

namespace Weir.App.Generating;

/// <summary>Writes messages into a capture instead of sending them, with the time of a clock.</summary>
/// <param name="capture">Shared by all exporters; stays the caller's.</param>
/// <param name="exporter">The address they come from.</param>
/// <param name="time">The clock.</param>
internal sealed class CaptureTransport(DatagramCapture capture, IpAddress exporter, TimeProvider time) : ITransport
{
    private const ushort Port = 50_000; // one of those that systems choose

    /// <inheritdoc/>
    public int MaxMessageLength => UdpTransport.DefaultMaxMessageLength;

    /// <inheritdoc/>
    public SendResult Send(ReadOnlySpan<byte> message)
    {
        long now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        capture.Accept(new ReceivedDatagram(now, exporter, Port, message));
        return SendResult.Sent;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
