namespace Weir.Collector.Sessions.Directory;

/// <summary>How much came.</summary>
/// <param name="Datagrams">Messages.</param>
/// <param name="Octets">Their octets.</param>
/// <param name="Records">Flow records in them, sampled packets included.</param>
public readonly record struct Traffic(long Datagrams, long Octets, long Records)
{
    /// <summary>What came from one moment to a later one.</summary>
    public static Traffic operator -(in Traffic later, in Traffic earlier) =>
        new(later.Datagrams - earlier.Datagrams, later.Octets - earlier.Octets, later.Records - earlier.Records);

    /// <summary>Both together.</summary>
    public static Traffic operator +(in Traffic one, in Traffic other) =>
        new(one.Datagrams + other.Datagrams, one.Octets + other.Octets, one.Records + other.Records);
}
