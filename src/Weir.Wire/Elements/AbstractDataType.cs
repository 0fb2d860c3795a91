namespace Weir.Wire.Elements;

/// <summary>How the octets of a field are to be read (RFC 7012 section 3.1, RFC 7011 section 6; lists: RFC 6313).</summary>
public enum AbstractDataType : byte
{
    OctetArray = 0,
    Unsigned8,
    Unsigned16,
    Unsigned32,
    Unsigned64,
    Signed8,
    Signed16,
    Signed32,
    Signed64,
    Float32,
    Float64,
    Boolean,
    MacAddress,
    String,
    DateTimeSeconds,
    DateTimeMilliseconds,
    DateTimeMicroseconds,
    DateTimeNanoseconds,
    Ipv4Address,
    Ipv6Address,
    BasicList,
    SubTemplateList,
    SubTemplateMultiList,
    Unsigned256,
}
