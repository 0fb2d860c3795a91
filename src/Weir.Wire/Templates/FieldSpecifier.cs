namespace Weir.Wire.Templates;

/// <summary>
/// One field of a template (RFC 7011 section 3.2).
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |E|  Information Element ident. |        Field Length           |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                      Enterprise Number                        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </summary>
/// <param name="ElementId">Element number without the enterprise bit.</param>
/// <param name="Length">Octets in a record, or <see cref="VariableLength"/>.</param>
/// <param name="EnterpriseNumber">Private enterprise number, 0 for IANA's elements.</param>
public readonly record struct FieldSpecifier(ushort ElementId, ushort Length, uint EnterpriseNumber = 0)
{
    /// <summary>The length that says «told in each record» (RFC 7011 section 7).</summary>
    public const ushort VariableLength = 65535;

    /// <summary>Whether each record tells this field's length.</summary>
    public bool IsVariable => Length == VariableLength;
}
