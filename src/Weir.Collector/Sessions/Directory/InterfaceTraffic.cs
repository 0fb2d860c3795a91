namespace Weir.Collector.Sessions.Directory;

/// <summary>What records said of one interface, as sent: not scaled by a sampling rate.</summary>
public record struct InterfaceTraffic
{
    /// <summary>ifIndex.</summary>
    public uint Index;

    /// <summary>Records that name it as input, and their octets.</summary>
    public long InRecords, InOctets;

    /// <summary>Records that name it as output, and their octets.</summary>
    public long OutRecords, OutOctets;
}
