namespace Weir.Wire.Elements;

/// <summary>One entry of the IPFIX information model (RFC 7012 section 2.1): what a field of a record is called and how it is read.</summary>
/// <param name="Id">Element number, 1 to 32767.</param>
/// <param name="EnterpriseNumber">Private enterprise number of who defined it; 0 for IANA's own.</param>
/// <param name="Name">lowerCamelCase name as registered.</param>
/// <param name="Type">How its octets are read.</param>
/// <param name="Semantics">How its values compare and add.</param>
/// <param name="Units">Unit as registered (octets, packets, seconds, …), empty where it has none.</param>
public sealed record InformationElement(
    ushort Id,
    uint EnterpriseNumber,
    string Name,
    AbstractDataType Type,
    DataTypeSemantics Semantics = DataTypeSemantics.Default,
    string Units = "");
