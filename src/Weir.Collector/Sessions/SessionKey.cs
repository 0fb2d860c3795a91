using Weir.Collector.Listening;
using Weir.Flows.Exporters;
using Weir.Wire.Primitives;

namespace Weir.Collector.Sessions;

/// <summary>
/// Whom templates and sequence numbers belong to. The port is left out: exporters change it when they restart, and go on with
/// the same templates. A stream is a session by itself, which its port tells apart.
/// </summary>
/// <param name="ExporterAddress">Where messages come from; in sFlow the agent that they name.</param>
/// <param name="Version">The first 16 bits of messages, 0 for sFlow: an exporter may speak several protocols at once.</param>
/// <param name="ObservationDomainId">Observation domain, source id, engine or sub agent.</param>
/// <param name="StreamPort">The exporter's port of a stream; 0 for datagrams.</param>
public readonly record struct SessionKey(IpAddress ExporterAddress, ushort Version, uint ObservationDomainId, ushort StreamPort = 0)
{
    /// <summary>What stands for sFlow, whose version number fills the second 16 bits.</summary>
    public const ushort SFlow = ExporterProtocol.SFlow;

    /// <summary>The key of a message that does not name its exporter itself.</summary>
    public static SessionKey Of(in ReceivedDatagram datagram, ushort version, uint observationDomainId) =>
        new(datagram.ExporterAddress, version, observationDomainId, datagram.Origin == MessageOrigin.Datagram ? (ushort)0 : datagram.ExporterPort);

    /// <summary>What the exporter speaks.</summary>
    public ExporterProtocol Protocol => new(Version);

    /// <summary>What brings the session's messages.</summary>
    public MessageOrigin Origin => StreamPort == 0 ? MessageOrigin.Datagram : MessageOrigin.Stream;
}
