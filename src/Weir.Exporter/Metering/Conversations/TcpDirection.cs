namespace Weir.Exporter.Metering.Conversations;

/// <summary>One direction of a TCP connection, as far as its segments were seen.</summary>
internal struct TcpDirection
{
    /// <summary>Time of the segment that brought <see cref="Next"/> furthest.</summary>
    public long NextNs;

    /// <summary>Time of the last segment with a new or repeated <see cref="Acknowledged"/>.</summary>
    public long AcknowledgedNs;

    /// <summary>Sequence number behind the last octet seen.</summary>
    public uint Next;

    /// <summary>What this direction acknowledged to the other last.</summary>
    public uint Acknowledged;

    public uint Retransmissions;
    public uint OutOfOrder;
    public ushort Window;

    /// <summary>Times that <see cref="Acknowledged"/> was repeated without data.</summary>
    public byte Duplicates;
    public bool HasNext;
    public bool HasAcknowledged;
}
