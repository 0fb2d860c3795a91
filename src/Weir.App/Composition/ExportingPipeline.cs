using Weir.Exporter.Exporting;
using Weir.Exporter.Metering;
using Weir.Wire.Primitives;

namespace Weir.App.Composition;

/// <summary>Puts the exporting process together: one session for each collector.</summary>
internal static class ExportingPipeline
{
    public static ExportingProcess Create(
        EndpointText[] collectors, uint observationDomain, PaceOptions pace, TransportFactory transports, CancellationToken cancellation) => new(
        collectors.Select(collector => new CollectorSession(
            new CollectorOptions { Name = collector.Name, ObservationDomainId = observationDomain },
            transports.Open(collector),
            TimeProvider.System)),
        pace,
        TimeProvider.System,
        // Told to stop, what is left goes out without waiting.
        delay => cancellation.WaitHandle.WaitOne(delay));

    /// <summary>The datagrams that metering must leave out, or exporting would feed itself.</summary>
    public static IEnumerable<DatagramDestination> OwnDatagrams(EndpointText[] collectors) =>
        collectors.Select(collector => new DatagramDestination(IpAddress.From(collector.EndPoint.Address), (ushort)collector.EndPoint.Port));
}
