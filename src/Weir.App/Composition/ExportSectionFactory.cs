using System.Net;
using Weir.App.Configuration.Options;
using Weir.Exporter.Exporting;
using Weir.Exporter.Exporting.Options;
using Weir.Exporter.Transport;
using Weir.Exporter.Transport.Connections;
using Weir.Wire.Primitives;

namespace Weir.App.Composition;

/// <summary>The one place where a configured collector becomes a session of its own: protocols and transports are chosen here.</summary>
internal static class ExportSectionFactory
{
    private const string Udp = "udp";
    /// <summary>The protocol without flow records.</summary>
    public const string SFlow = "sflow";

    /// <summary>A session with one collector.</summary>
    /// <param name="collector">The section.</param>
    /// <param name="reports">What options records tell about.</param>
    /// <param name="usesPath">Is told the path of each connection before its first packet.</param>
    /// <exception cref="System.Net.Sockets.SocketException">There is no way to the collector now.</exception>
    /// <exception cref="TransportException">A certificate, key or directory cannot be used.</exception>
    public static CollectorSession CreateSession(CollectorSection collector, ReportSources reports, Action<CollectorPath> usesPath)
    {
        ITransport transport = (Transports(collector) with { UsesPath = usesPath }).Open(Endpoint(collector));
        try
        {
            var options = new CollectorOptions
            {
                Name = collector.Name,
                Protocol = ExportingPipeline.ProtocolOf(collector.Protocol),
                ObservationDomainId = collector.ObservationDomain,
                SubAgentId = collector.SubAgentId,
                AgentAddress = Agent(collector, transport),
                PollingInterval = collector.PollingInterval,
                TemplateRefresh = collector.TemplateRefresh,
                Columns = collector.Columns,
            };
            return new CollectorSession(options, transport, TimeProvider.System, reports, new StderrLogger());
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    private static EndpointText Endpoint(CollectorSection collector) =>
        new(collector.Transport == Udp ? collector.Protocol : $"{collector.Protocol}+{collector.Transport}", collector.EndPoint) { Host = collector.EndPoint.Address.ToString() };

    private static TransportFactory Transports(CollectorSection collector) => new()
    {
        Tls = new()
        {
            Name = collector.Tls?.ServerName ?? "",
            CaFile = collector.Tls?.CertificateAuthority,
            CertificateFile = collector.Tls?.Certificate,
            KeyFile = collector.Tls?.Key,
        },
        SpoolDirectory = collector.Spool?.Directory,
        SpoolOctets = (long)(collector.Spool?.MaxMebibytes ?? 0) << 20,
        Source = collector.SourceAddress,
        Dscp = collector.Dscp ?? 0,
        ConfirmAfter = collector.ConfirmAfter,
        ConnectTimeout = collector.ConnectTimeout,
        DtlsLifetime = collector.DtlsLifetime,
        Retry = collector.Retry is { } first ? new RetryOptions(first, first > RetryOptions.Default.Longest ? first : RetryOptions.Default.Longest) : RetryOptions.Default,
        MaxMessageLength = collector.MaxMessage ?? UdpTransport.DefaultMaxMessageLength,
    };

    private static IpAddress Agent(CollectorSection collector, ITransport transport) => collector.AgentAddress is { } configured
        ? IpAddress.From(configured)
        : transport is UdpTransport udp ? IpAddress.From(udp.LocalEndPoint.Address) : IpAddress.From(IPAddress.IPv6None);
}
