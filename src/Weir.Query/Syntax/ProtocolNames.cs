namespace Weir.Query.Syntax;

/// <summary>The IP protocols that people call by name (IANA, Assigned Internet Protocol Numbers).</summary>
public static class ProtocolNames
{
    private static readonly Dictionary<string, byte> Numbers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["icmp"] = 1,
        ["igmp"] = 2,
        ["ipip"] = 4,
        ["tcp"] = 6,
        ["egp"] = 8,
        ["udp"] = 17,
        ["dccp"] = 33,
        ["6in4"] = 41,
        ["rsvp"] = 46,
        ["gre"] = 47,
        ["esp"] = 50,
        ["ah"] = 51,
        ["icmp6"] = 58,
        ["eigrp"] = 88,
        ["ospf"] = 89,
        ["pim"] = 103,
        ["vrrp"] = 112,
        ["l2tp"] = 115,
        ["sctp"] = 132,
        ["udplite"] = 136,
    };

    private static readonly Dictionary<byte, string> Names = Numbers.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>All names, in lower case.</summary>
    public static IReadOnlyCollection<string> All => Numbers.Keys;

    /// <summary>The number of a protocol.</summary>
    public static bool TryFind(string name, out byte number) => Numbers.TryGetValue(name, out number);

    /// <inheritdoc cref="TryFind(string, out byte)"/>
    public static bool TryFind(ReadOnlySpan<char> name, out byte number) => Numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out number);

    /// <summary>The name of a protocol, or <see langword="null"/> where people say the number.</summary>
    public static string? NameOf(byte number) => Names.GetValueOrDefault(number);
}
