using Microsoft.Extensions.Logging;
using Weir.Collector.Listening;

namespace Weir.Collector.Teeing;

/// <summary>A source whose datagrams also go, as they came, to other collectors. What becomes of them there never delays the own collector.</summary>
public sealed class DatagramTee : IDatagramSource
{
    private readonly IDatagramSource _source;
    private readonly TeeDestination[] _destinations;
    private readonly Branch _branch;

    /// <summary>A tee that does nothing yet.</summary>
    /// <param name="source">The source; opened and disposed by this.</param>
    /// <param name="destinations">The other collectors, each with its counters, which tees may share.</param>
    /// <param name="random">Chooses where only one of so many datagrams goes.</param>
    /// <param name="time">Tells when to complain again.</param>
    /// <param name="logger">Takes what people must know.</param>
    public DatagramTee(IDatagramSource source, IEnumerable<(TeeOptions Options, TeeMetrics Metrics)> destinations, Random random, TimeProvider time, ILogger logger)
    {
        _source = source;
        _destinations = [.. destinations.Select(one => new TeeDestination(one.Options, one.Metrics, random, time, logger))];
        _branch = new(_destinations);
    }

    /// <inheritdoc/>
    public void Open()
    {
        foreach (TeeDestination destination in _destinations) destination.Open();
        _source.Open();
    }

    /// <inheritdoc/>
    public DatagramReadStatus Receive(IDatagramSink sink, int milliseconds)
    {
        _branch.Sink = sink;
        return _source.Receive(_branch, milliseconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Dispose();
        foreach (TeeDestination destination in _destinations) destination.Dispose();
    }

    private sealed class Branch(TeeDestination[] destinations) : IDatagramSink
    {
        public IDatagramSink? Sink { get; set; }

        // The journal first: it is what must not be lost.
        public void Accept(in ReceivedDatagram datagram)
        {
            Sink!.Accept(in datagram);
            foreach (TeeDestination destination in destinations) destination.Send(in datagram);
        }
    }
}
