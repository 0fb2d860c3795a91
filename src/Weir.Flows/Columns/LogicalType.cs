namespace Weir.Flows.Columns;

/// <summary>What a column's values are, apart from how any backend stores them.</summary>
public enum LogicalType : byte
{
    /// <summary>Unsigned, 8 bits; <see cref="byte"/> in a batch.</summary>
    UInt8,

    /// <summary>Unsigned, 16 bits; <see cref="ushort"/> in a batch.</summary>
    UInt16,

    /// <summary>Unsigned, 32 bits; <see cref="uint"/> in a batch.</summary>
    UInt32,

    /// <summary>Unsigned, 64 bits; <see cref="ulong"/> in a batch.</summary>
    UInt64,

    /// <summary>IPv4 or IPv6 address; <see cref="Wire.Primitives.IpAddress"/> in a batch.</summary>
    Address,

    /// <summary>IEEE 802 address; <see cref="Wire.Primitives.MacAddress"/> in a batch.</summary>
    Mac,

    /// <summary>Nanoseconds since 1970-01-01 UTC; <see cref="long"/> in a batch.</summary>
    Time,

    /// <summary>Text in UTF-8; <see cref="Batches.BatchText"/> in a batch, whose octets are the batch's.</summary>
    Text,
}
