namespace Weir.Wire.Elements;

/// <summary>
/// Elements of Weir's own, for what no registered element says. The enterprise number is the one that RFC 5612 section 2 keeps for
/// documentation, until Weir has one of its own. Numbers 1 to 63 are <see cref="TcpElements"/>, 64 to 79 <see cref="NetfilterElements"/>,
/// 80 to 95 <see cref="HostElements"/>.
/// </summary>
public static class WeirElements
{
    /// <summary>Private enterprise number of Weir's own elements.</summary>
    public const uint Pen = 32473;

    /// <summary>Set in the number of the same element of a biflow's other direction (RFC 5103 section 6.2 leaves this to the enterprise).</summary>
    public const ushort ReverseBit = 0x4000;

    private static readonly Dictionary<ushort, InformationElement> ById = All.ToDictionary(static element => element.Id);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<InformationElement> All => [.. TcpElements.All, .. NetfilterElements.All, .. HostElements.All];

    /// <summary>The element of that number, or <see langword="null"/>.</summary>
    public static InformationElement? Find(ushort id) => ById.GetValueOrDefault(id);
}
