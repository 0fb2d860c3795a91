using Weir.Wire.Primitives;

namespace Weir.Collector.Listening;

/// <summary>A message as it came, and what is known of its coming. The payload is borrowed for the length of the call.</summary>
public readonly ref struct ReceivedDatagram(
    long timeReceivedNs, IpAddress exporterAddress, ushort exporterPort, ReadOnlySpan<byte> payload, MessageOrigin origin = MessageOrigin.Datagram)
{
    /// <summary>When it was received: nanoseconds since 1970-01-01 UTC.</summary>
    public long TimeReceivedNs { get; } = timeReceivedNs;

    /// <summary>Whom it came from.</summary>
    public IpAddress ExporterAddress { get; } = exporterAddress;

    /// <summary>The port it came from.</summary>
    public ushort ExporterPort { get; } = exporterPort;

    /// <summary>The message itself.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>What brought it.</summary>
    public MessageOrigin Origin { get; } = origin;
}
