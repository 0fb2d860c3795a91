namespace Weir.Collector.Sessions.Sampling;

/// <summary>What a field of an options record says of sampling.</summary>
internal enum SamplingRole : byte
{
    None = 0,

    // What the rate is of.
    Selector,
    SelectionSequence,
    Interface,
    Template,
    Domain,
    Exporter,

    // The rate: of the families of NetFlow v9, and of the selectors of RFC 5477 section 8.2.
    Interval,
    PacketInterval,
    PacketSpace,
    TimeInterval,
    TimeSpace,
    Size,
    Population,
    Probability,
}
