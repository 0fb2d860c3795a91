namespace Weir.Collector.Sessions.Directory;

/// <summary>How much came.</summary>
/// <param name="Datagrams">Messages.</param>
/// <param name="Octets">Their octets.</param>
/// <param name="Records">Flow records in them, sampled packets included.</param>
public readonly record struct Traffic(long Datagrams, long Octets, long Records)
{
    /// <summary>Both together.</summary>
    public static Traffic operator +(in Traffic one, in Traffic other) =>
        new(one.Datagrams + other.Datagrams, one.Octets + other.Octets, one.Records + other.Records);
}
