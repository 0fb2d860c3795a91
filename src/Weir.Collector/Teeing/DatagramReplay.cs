using Microsoft.Extensions.Logging;
using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Flows.Pipeline;

namespace Weir.Collector.Teeing;

/// <summary>
/// Sends messages of a journal again, as datagrams, as far apart in time as they were received, or so many times faster. What segments
/// open with goes at once.
/// </summary>
/// <param name="options">Where to, and from whom.</param>
/// <param name="metrics">What becomes of them.</param>
/// <param name="speed">Times faster; 0 is as fast as the network takes them.</param>
/// <param name="time">Tells how much time has passed.</param>
/// <param name="wait">Lets time pass.</param>
/// <param name="logger">Takes what people must know.</param>
public sealed class DatagramReplay(
    TeeOptions options, TeeMetrics metrics, double speed, TimeProvider time, Action<TimeSpan> wait, ILogger logger) : ISegmentDecoder, IDisposable
{
    private readonly TeeDestination _destination = new(options with { Waits = true, OneIn = 1 }, metrics, new Random(0), time, logger); // nothing is left to chance
    private readonly RecordedTime _recorded = new(speed, time, wait);

    /// <summary>Makes the socket.</summary>
    /// <exception cref="IOException">It may not be made, or there is no way to the other collector.</exception>
    public void Open() => _destination.Open();

    /// <inheritdoc/>
    public void Accept(in ReceivedDatagram datagram)
    {
        if (speed > 0) _recorded.WaitFor(datagram.TimeReceivedNs);
        _destination.Send(in datagram);
    }

    /// <inheritdoc/>
    public void AcceptOpening(in ReceivedDatagram opening) => _destination.Send(in opening);

    /// <inheritdoc/>
    public void Flush()
    {
        // Nothing is held back.
    }

    /// <inheritdoc/>
    public void Dispose() => _destination.Dispose();
}
