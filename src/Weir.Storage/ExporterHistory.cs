using Weir.Wire.Primitives;

namespace Weir.Storage;

/// <summary>What came of one exporter, observation domain and protocol in a range, and how well it was heard.</summary>
public sealed record ExporterHistory
{
    /// <summary>Whose messages they were; in sFlow the agent.</summary>
    public required IpAddress Exporter { get; init; }

    /// <summary>Observation domain, source id, engine or sub agent.</summary>
    public uint ObservationDomainId { get; init; }

    /// <summary>What it spoke: <c>ipfix</c>, <c>netflow9</c>, <c>sflow</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>When the first message of the range was received: nanoseconds since 1970-01-01 UTC. May be up to a minute before the range.</summary>
    public long FirstNs { get; init; }

    /// <summary>When the last one was.</summary>
    public long LastNs { get; init; }

    /// <summary>Different minutes in which something came.</summary>
    public ulong Minutes { get; init; }

    /// <summary>Messages.</summary>
    public long Messages { get; init; }

    /// <summary>Their octets.</summary>
    public long Octets { get; init; }

    /// <summary>Flow records decoded of them.</summary>
    public long Records { get; init; }

    /// <summary>Messages or records, as sequence numbers of the protocol count, that did not come; <see langword="null"/> where it has none.</summary>
    public long? Lost { get; init; }

    /// <summary>Such units that came.</summary>
    public long Received { get; init; }

    /// <summary>Lost units of all that were sent, 0 to 1; <see langword="null"/> where nothing is numbered.</summary>
    public double? LossRatio => Lost is not { } lost ? null : lost + Received > 0 ? Math.Max(0, (double)lost / (lost + Received)) : 0;

    /// <summary>Messages, sets, templates and data sets that could not be decoded.</summary>
    public long DecodeErrors { get; init; }

    /// <summary>Times the exporter began to count anew.</summary>
    public long Restarts { get; init; }

    /// <summary>Templates of flow records in force at the end.</summary>
    public ulong Templates { get; init; }

    /// <summary>The sampling rate of the last records; <see langword="null"/> where nobody told it.</summary>
    public ulong? SamplingRate { get; init; }

    /// <summary>How far its clock was ahead at the end: nanoseconds; <see langword="null"/> where it tells no time.</summary>
    public long? ClockAheadNs { get; init; }
}
