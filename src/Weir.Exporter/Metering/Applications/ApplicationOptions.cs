namespace Weir.Exporter.Metering.Applications;

/// <summary>How flows are classified by application. Packets of a flow are looked into until it is known, or one of these limits is reached.</summary>
public sealed record ApplicationOptions
{
    /// <summary>Packets of a TCP connection, both directions together. The default, 80, is that of nDPI's own reader.</summary>
    public int MaxTcpPackets { get; init; } = 80;

    /// <summary>Packets of any other conversation. The default, 24, is that of nDPI's own reader.</summary>
    public int MaxOtherPackets { get; init; } = 24;

    /// <summary>
    /// Conversations that are looked into at the same time. One more is not classified. The default, 65,536, costs up to 45 MB of the library's state, and
    /// what it keeps of certificates and names.
    /// </summary>
    public int MaxPending { get; init; } = 1 << 16;
}
