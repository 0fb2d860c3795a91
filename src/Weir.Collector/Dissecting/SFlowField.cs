namespace Weir.Collector.Dissecting;

/// <summary>A field of an sFlow record: its name in JSON, and how its octets are read.</summary>
/// <param name="Name">lowerCamelCase, after the name in the specification.</param>
/// <param name="Type">How it is read.</param>
internal readonly record struct SFlowField(string Name, SFlowFieldType Type);

/// <summary>How sFlow encodes a field (XDR, RFC 4506).</summary>
internal enum SFlowFieldType : byte
{
    U32,
    U64,
    Float,

    /// <summary>Six octets and two of padding.</summary>
    Mac,
    Ipv4,
    Ipv6,

    /// <summary>A type, then as many octets as it needs.</summary>
    Address,

    /// <summary>A length, octets, padding.</summary>
    Text,

    /// <summary>Sixteen octets of a UUID.</summary>
    Uuid,

    /// <summary>A count, and as many numbers.</summary>
    Numbers,

    /// <summary>A count of segments; each has a type, a count and as many numbers.</summary>
    AsPath,
}
