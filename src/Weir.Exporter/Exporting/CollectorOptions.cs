using Weir.Flows.Columns;

namespace Weir.Exporter.Exporting;

/// <summary>How one collector is served.</summary>
public sealed record CollectorOptions
{
    /// <summary>What the collector is called in the configuration and in its metrics.</summary>
    public required string Name { get; init; }

    /// <summary>Observation domain id of all messages. 0: the domain is not told apart (RFC 7011 section 3.1).</summary>
    public uint ObservationDomainId { get; init; }

    /// <summary>Templates are sent again after this time. 600 s: RFC 6728's default for templateRefreshTimeout.</summary>
    public TimeSpan TemplateRefresh { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Templates are also sent again after this many messages; 0 is never. RFC 6728's templateRefreshPacket, without default there.</summary>
    public int TemplateRefreshMessages { get; init; }

    /// <summary>What is exported, in this order.</summary>
    public IReadOnlyList<FlowColumn> Columns { get; init; } = ExportTemplate.DefaultColumns;
}
