using Weir.Exporter.Exporting.Options;

namespace Weir.Exporter.Exporting;

/// <summary>The protocols there are.</summary>
internal static class ProtocolExports
{
    public static IProtocolExport Create(CollectorOptions options, MessageOutlet outlet, ReportSources reports) => options.Protocol switch
    {
        ExportProtocol.Ipfix => new IpfixExport(options, outlet, reports),
        ExportProtocol.NetFlow9 => new NetFlowV9Export(options, outlet, reports),
        ExportProtocol.NetFlow5 => new NetFlowV5Export(options, outlet),
        ExportProtocol.SFlow => new SFlowExport(options, outlet),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Protocol, null),
    };
}
