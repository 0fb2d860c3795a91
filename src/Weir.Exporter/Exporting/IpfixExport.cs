using Weir.Exporter.Exporting.Options;
using Weir.Wire.Ipfix;

namespace Weir.Exporter.Exporting;

/// <summary>IPFIX messages (RFC 7011). The sequence counts data records, those of options included.</summary>
internal sealed class IpfixExport(CollectorOptions options, MessageOutlet outlet, ReportSources reports)
    : TemplateExport<IpfixMessageWriter>(
        options, outlet, IpfixHeader.Size, IpfixReports.Of(options, outlet.Metrics, reports), IpfixReports.OfInterfaces(outlet.Clock))
{
    protected override ReadOnlySpan<byte> Finish(ref IpfixMessageWriter message, out int steps)
    {
        steps = message.DataRecords;
        return message.Finish((uint)Outlet.Clock.GetUtcNow().ToUnixTimeSeconds(), Outlet.Metrics.Sequence, Options.ObservationDomainId);
    }
}
