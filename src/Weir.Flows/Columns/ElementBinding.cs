using Weir.Wire.Elements;

namespace Weir.Flows.Columns;

/// <summary>An information element that feeds a column, and which part of it does.</summary>
/// <param name="ElementId">Element number.</param>
/// <param name="EnterpriseNumber">Private enterprise number; 0 for IANA's.</param>
/// <param name="Part">Which part of the value is taken.</param>
public readonly record struct ElementBinding(ushort ElementId, uint EnterpriseNumber = 0, ElementPart Part = ElementPart.Whole)
{
    /// <summary>Binds the whole of an IANA element.</summary>
    public static implicit operator ElementBinding(ushort elementId) => new(elementId);

    /// <summary>The same of a biflow's other direction (RFC 5103 section 6).</summary>
    public ElementBinding Reverse() => EnterpriseNumber == 0
        ? this with { EnterpriseNumber = ElementRegistry.ReversePen }
        : this with { ElementId = (ushort)(ElementId | WeirElements.ReverseBit) };
}

/// <summary>The part of an element's value that a column holds.</summary>
public enum ElementPart : byte
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>The upper octet of 16 bits, as the type in icmpTypeCodeIPv4.</summary>
    HighOctet,

    /// <summary>The lower octet of 16 bits, as the code in icmpTypeCodeIPv4.</summary>
    LowOctet,

    /// <summary>The upper 20 bits of 24, the label of an MPLS label stack entry (RFC 3032 section 2.1).</summary>
    Label,

    /// <summary>The three bits behind the label, its traffic class.</summary>
    LabelExp,
}
