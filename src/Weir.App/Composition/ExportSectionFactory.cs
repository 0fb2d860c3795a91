using Weir.App.Configuration.Options;
using Weir.Exporter.Exporting;
using Weir.Exporter.Metering;
using Weir.Exporter.Transport;
using Weir.Wire.Primitives;

namespace Weir.App.Composition;

/// <summary>The one place where a configured collector becomes an exporting process of its own: protocols and transports are chosen here.</summary>
internal static class ExportSectionFactory
{
    /// <summary>What a section asks for that this build does not have, a line each; a collector with any of them is left out.</summary>
    public static IEnumerable<string> Missing(CollectorSection collector)
    {
        if (collector.Protocol != "ipfix") yield return $"protocol {collector.Protocol} is not available in this build";
        if (collector.Transport != "udp") yield return $"transport {collector.Transport} is not available in this build";
    }

    /// <summary>What a section asks for that has no effect yet, a line each; the collector runs without it.</summary>
    public static IEnumerable<string> WithoutEffect(CollectorSection collector)
    {
        if (collector.SourceAddress is not null) yield return "source-address has no effect in this build";
        if (collector.Dscp is not null) yield return "dscp has no effect in this build";
        if (collector.Spool is not null) yield return "spool has no effect in this build";
    }

    /// <summary>An exporting process for one collector.</summary>
    /// <param name="collector">The section; nothing is <see cref="Missing"/>.</param>
    /// <param name="stop">Told to stop, what is left goes out without pacing.</param>
    /// <exception cref="System.Net.Sockets.SocketException">There is no way to the collector now.</exception>
    public static ExportingProcess Create(CollectorSection collector, CancellationToken stop)
    {
        var options = new CollectorOptions
        {
            Name = collector.Name,
            ObservationDomainId = collector.ObservationDomain,
            TemplateRefresh = collector.TemplateRefresh,
            Columns = collector.Columns ?? ExportTemplate.DefaultColumns,
        };
        UdpTransport transport = UdpTransport.Open(collector.EndPoint, collector.MaxMessage ?? UdpTransport.DefaultMaxMessageLength);
        try
        {
            return new ExportingProcess(
                [new CollectorSession(options, transport, TimeProvider.System)],
                new PaceOptions(collector.Pace),
                TimeProvider.System,
                delay => stop.WaitHandle.WaitOne(delay));
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    /// <summary>The datagrams to a collector, which metering leaves out.</summary>
    public static DatagramDestination Destination(CollectorSection collector) =>
        new(IpAddress.From(collector.EndPoint.Address), (ushort)collector.EndPoint.Port);
}
