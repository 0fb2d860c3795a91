using Weir.Wire.Primitives;

namespace Weir.Collector.Sessions;

/// <summary>
/// Whom templates and sequence numbers belong to. The port is left out: exporters change it when they restart, and go on with
/// the same templates.
/// </summary>
/// <param name="ExporterAddress">Where messages come from; in sFlow the agent that they name.</param>
/// <param name="Version">The first 16 bits of messages, 0 for sFlow: an exporter may speak several protocols at once.</param>
/// <param name="ObservationDomainId">Observation domain, source id, engine or sub agent.</param>
public readonly record struct SessionKey(IpAddress ExporterAddress, ushort Version, uint ObservationDomainId)
{
    /// <summary>What stands for sFlow, whose version number fills the second 16 bits.</summary>
    public const ushort SFlow = 0;
}
