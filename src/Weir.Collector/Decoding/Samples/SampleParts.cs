namespace Weir.Collector.Decoding.Samples;

/// <summary>What a sample told beside the packet's own headers.</summary>
[Flags]
internal enum SampleParts : ushort
{
    None = 0,

    /// <summary>The packet is IP, and its headers were read.</summary>
    Ip = 1,
    EtherType = 1 << 1,
    Rate = 1 << 2,
    Input = 1 << 3,
    Output = 1 << 4,
    Direction = 1 << 5,
    Discarded = 1 << 6,
    Vlan = 1 << 7,
    DestinationVlan = 1 << 8,
    Router = 1 << 9,
    Gateway = 1 << 10,
}
