using Weir.Collector.Sessions;
using Weir.Wire.Primitives;

namespace Weir.Collector.Decoding;

/// <summary>What a message says of all its records, beside the records themselves.</summary>
/// <param name="TimeReceivedNs">When it was received: nanoseconds since 1970-01-01 UTC.</param>
/// <param name="ExporterAddress">Whom it came from.</param>
/// <param name="ObservationDomainId">Observation domain, source id or engine.</param>
/// <param name="SequenceNumber">The message's number.</param>
/// <param name="ExportTimeNs">When it left the exporter by the exporter's clock: nanoseconds since 1970-01-01 UTC.</param>
/// <param name="SysUpTimeMilliseconds">The exporter's age at that time; <see langword="null"/> in IPFIX, which does not tell it.</param>
/// <param name="SamplingRate">Packets for each sampled one, told by the message's header; 0 where it does not.</param>
/// <param name="Session">What is remembered of the exporter.</param>
public readonly record struct MessageContext(
    long TimeReceivedNs,
    IpAddress ExporterAddress,
    uint ObservationDomainId,
    uint SequenceNumber,
    long ExportTimeNs,
    uint? SysUpTimeMilliseconds = null,
    uint SamplingRate = 0,
    ExporterSession? Session = null);
