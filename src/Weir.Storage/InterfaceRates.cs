using Weir.Wire.Primitives;

namespace Weir.Storage;

/// <summary>How much passed an interface, by the counters that its device told.</summary>
public sealed record InterfaceRates
{
    /// <summary>Whose it is.</summary>
    public required IpAddress Exporter { get; init; }

    /// <summary>ifIndex.</summary>
    public required uint Interface { get; init; }

    /// <summary>Bits a second that it can do; <see langword="null"/> where that was not told.</summary>
    public ulong? Speed { get; init; }

    /// <summary>When counters were last told: nanoseconds since 1970-01-01 UTC.</summary>
    public long LastNs { get; init; }

    /// <summary>What came in.</summary>
    public DirectionRates In { get; init; } = new();

    /// <summary>What went out.</summary>
    public DirectionRates Out { get; init; } = new();
}

/// <summary>How much passed in one direction, between the first and the last counters of a range.</summary>
public sealed record DirectionRates
{
    /// <summary>Times that counters were told.</summary>
    public ulong Samples { get; init; }

    /// <summary>Mean rate; <see langword="null"/> where they were told less than twice.</summary>
    public double? BitsPerSecond { get; init; }

    /// <inheritdoc cref="BitsPerSecond"/>
    public double? PacketsPerSecond { get; init; }

    /// <summary>Packets that there was no room for, and that were damaged.</summary>
    public ulong Discards { get; init; }

    /// <inheritdoc cref="Discards"/>
    public ulong Errors { get; init; }

    /// <summary>The part of the speed that was used, 0 to 1.</summary>
    public double? UseOf(ulong? speed) => speed is > 0 ? BitsPerSecond / speed : null;
}
