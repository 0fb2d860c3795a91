using Weir.Wire.Primitives;

namespace Weir.Collector.Sessions;

/// <summary>
/// Whom templates and sequence numbers belong to. The port is left out: exporters change it when they restart, and go on with
/// the same templates.
/// </summary>
/// <param name="ExporterAddress">Where messages come from.</param>
/// <param name="Version">5, 9 or 10: an exporter may speak several protocols at once.</param>
/// <param name="ObservationDomainId">Observation domain, source id or engine.</param>
public readonly record struct SessionKey(IpAddress ExporterAddress, ushort Version, uint ObservationDomainId);
