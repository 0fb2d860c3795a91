namespace Weir.Wire.SFlow;

/// <summary>Where a sampled packet came in or went out: 2 bits of format, 30 of value (sFlow v5 section 5.3, «interface»).</summary>
/// <param name="Format">What the value means.</param>
/// <param name="Value">ifIndex, reason or number of interfaces.</param>
public readonly record struct SFlowPort(SFlowPortFormat Format, uint Value)
{
    private const int FormatShift = 30;
    private const uint ValueMask = (1u << FormatShift) - 1;

    /// <summary>The value of the packets that the device itself sends or takes.</summary>
    private const uint Internal = ValueMask;

    /// <summary>ifIndex, where one interface is known; else 0.</summary>
    public uint Index => Format == SFlowPortFormat.Single && Value != Internal ? Value : 0;

    /// <summary>Reads the short form.</summary>
    public static SFlowPort FromCompact(uint bits) => new((SFlowPortFormat)(bits >> FormatShift), bits & ValueMask);
}

/// <summary>What the value of a port means.</summary>
public enum SFlowPortFormat : uint
{
    /// <summary>ifIndex of one interface, 0 where unknown.</summary>
    Single = 0,

    /// <summary>The packet was discarded; the value says why.</summary>
    Discarded = 1,

    /// <summary>It went out by several; the value is how many, 0 where unknown.</summary>
    Multiple = 2,
}
