namespace Weir.Wire.SFlow;

/// <summary>A sample, or a record within one: a format and its octets, borrowed from the datagram.</summary>
public readonly ref struct SFlowStructure
{
    private const int EnterpriseShift = 12;
    private const uint NumberMask = (1u << EnterpriseShift) - 1;

    internal SFlowStructure(uint format, int offset, ReadOnlySpan<byte> content)
    {
        Format = format;
        Offset = offset;
        Content = content;
    }

    /// <summary>Enterprise and number: for enterprise 0 one of <see cref="SFlowFormats"/>.</summary>
    public uint Format { get; }

    /// <summary>Who defined the format, 0 for sflow.org.</summary>
    public uint Enterprise => Format >> EnterpriseShift;

    /// <summary>The format among those of its enterprise.</summary>
    public uint Number => Format & NumberMask;

    /// <summary>Octets from the start of what was walked to the structure's format.</summary>
    public int Offset { get; }

    /// <summary>What it holds, without format and length.</summary>
    public ReadOnlySpan<byte> Content { get; }
}
