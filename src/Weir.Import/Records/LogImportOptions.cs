using Weir.Wire.Primitives;

namespace Weir.Import.Records;

/// <summary>How logs are read. What they may hold at most is bounded, for anybody may have written them.</summary>
public sealed record LogImportOptions
{
    /// <summary>Where times are from that tell no zone: what writes them takes the machine's.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Local;

    /// <summary>Whom records are from that do not tell; none leaves it open.</summary>
    public IpAddress Exporter { get; init; }

    /// <summary>Names of the fields, where the file has no heading.</summary>
    public string? Fields { get; init; }

    /// <summary>Octets of a line at most: a hundred times what formats of today write.</summary>
    public int MaxLine { get; init; } = 1 << 16;

    /// <summary>Octets of an object at most, where a document has many: one of Azure's has the flows of a minute, some megabytes of a busy network.</summary>
    public int MaxObject { get; init; } = 64 << 20;

    /// <summary>How deeply JSON may be nested; formats of today have at most nine.</summary>
    public int MaxDepth { get; init; } = 32;
}
