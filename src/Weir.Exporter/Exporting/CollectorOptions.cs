using Weir.Flows.Columns;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Exporting;

/// <summary>How one collector is served.</summary>
public sealed record CollectorOptions
{
    /// <summary>What the collector is called in the configuration and in its metrics.</summary>
    public required string Name { get; init; }

    /// <summary>What is spoken with it.</summary>
    public ExportProtocol Protocol { get; init; }

    /// <summary>
    /// Observation domain id of all messages, source id in v9. 0: the domain is not told apart (RFC 7011 section 3.1).
    /// In v5 the lower octet is the engine's id and the next one its type.
    /// </summary>
    public uint ObservationDomainId { get; init; }

    /// <summary>Templates are sent again after this time. 600 s: RFC 6728's default for templateRefreshTimeout.</summary>
    public TimeSpan TemplateRefresh { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Templates are also sent again after this many messages; 0 is never. RFC 6728's templateRefreshPacket, without default there.</summary>
    public int TemplateRefreshMessages { get; init; }

    /// <summary>What is exported, in this order. v5 has a form of its own and sFlow none.</summary>
    public IReadOnlyList<FlowColumn> Columns { get; init; } = ExportTemplate.DefaultColumns;

    /// <summary>Interface counters are sent this often. 20 s: what sFlow agents have by default.</summary>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Least time between two messages of options records, so that they never come as a burst.</summary>
    public TimeSpan OptionsSpacing { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The sFlow agent's address, as which collectors know the exporter; none is 0.0.0.0.</summary>
    public IpAddress AgentAddress { get; init; }

    /// <summary>Tells apart several sFlow agents at one address.</summary>
    public uint SubAgentId { get; init; }

    /// <summary>Packets for each one that was sampled, told in the v5 header where records do not name their rate; 1 is unsampled.</summary>
    public uint SamplingRate { get; init; } = 1;
}
