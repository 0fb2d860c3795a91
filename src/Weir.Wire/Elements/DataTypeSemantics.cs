namespace Weir.Wire.Elements;

/// <summary>What a field's value means when it is compared or added (RFC 7012 section 3.2, RFC 6313 section 4.5 for lists).</summary>
public enum DataTypeSemantics : byte
{
    Default = 0,
    Quantity,
    TotalCounter,
    DeltaCounter,
    Identifier,
    Flags,
    List,
    SnmpCounter,
    SnmpGauge,
}
