using Weir.Flows.Columns;

namespace Weir.Query.Syntax;

/// <summary>
/// The words of the filter language. Fields come from <see cref="FlowColumns"/>: a column's name, its
/// <see cref="FlowColumn.FilterWords"/>, and of two-word phrases the second word alone, which means either direction.
/// </summary>
public static class FilterVocabulary
{
    private static readonly string[] Directions = ["src", "dst", "in", "out"];
    private static readonly (string Noun, string Means)[] Synonyms = [("host", "ip"), ("net", "ip"), ("portrange", "port"), ("asn", "as")];

    // Words of nfdump and tcpdump for what has other words here.
    private static readonly (string Phrase, FlowColumn Column)[] OtherWords =
    [
        ("next hop", FlowColumns.NextHop), ("nexthop", FlowColumns.NextHop), ("bgp next hop", FlowColumns.BgpNextHop), ("bgp next ip", FlowColumns.BgpNextHop),
        ("router ip", FlowColumns.SamplerAddress), ("exporter ip", FlowColumns.SamplerAddress), ("router", FlowColumns.SamplerAddress), ("octets", FlowColumns.Bytes), ("src vlan", FlowColumns.VlanId),
        ("dir", FlowColumns.Direction), ("flowdir", FlowColumns.Direction), ("fwdstat", FlowColumns.ForwardingStatus), ("nat event", FlowColumns.NatEvent),
        ("min ttl", FlowColumns.IpTtl), ("max ttl", FlowColumns.IpTtlMax), ("ether src", FlowColumns.SrcMac), ("ether dst", FlowColumns.DstMac),
        ("domain", FlowColumns.ObservationDomainId), ("start", FlowColumns.TimeFlowStartNs), ("end", FlowColumns.TimeFlowEndNs), ("received", FlowColumns.TimeReceivedNs),
    ];

    /// <summary>Words of the longest phrase: <c>src and dst port</c>.</summary>
    internal const int LongestPhrase = 4;

    private static volatile Phrases _phrases = new(FlowColumns.All);

    /// <summary>Words that test the version of IP.</summary>
    public static IReadOnlyList<string> VersionWords { get; } = ["ip", "ip4", "ipv4", "inet", "ip6", "ipv6", "inet6"];

    /// <summary>Words that join tests.</summary>
    public static IReadOnlyList<string> JoiningWords { get; } = ["and", "or", "not", "in", "any", "like"];

    // Columns by configuration come before the first question, and in a shell that asks another archive once more.
    private static Dictionary<string, FilterField> Fields
    {
        get
        {
            if (!ReferenceEquals(_phrases.Columns, FlowColumns.All)) _phrases = new(FlowColumns.All);
            return _phrases.Fields;
        }
    }

    /// <summary>All phrases that name a field, for completion and help.</summary>
    public static IReadOnlyCollection<FilterField> All => Fields.Values;

    /// <summary>The field a phrase names, or <see langword="null"/>.</summary>
    public static FilterField? Find(ReadOnlySpan<char> phrase) => Fields.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(phrase, out FilterField? field) ? field : null;

    /// <summary>Whether the word is a test by itself.</summary>
    public static bool IsTest(string word) => VersionWords.Contains(word, StringComparer.OrdinalIgnoreCase) || ProtocolNames.TryFind(word, out _);

    /// <summary>Whether the word means something in a filter.</summary>
    public static bool IsTaken(string word) => IsTest(word) || Find(word) is not null || JoiningWords.Contains(word, StringComparer.OrdinalIgnoreCase) || Directions.Contains(word, StringComparer.OrdinalIgnoreCase);

    /// <summary>Every word that may begin a term.</summary>
    internal static IEnumerable<string> Beginnings() =>
        Fields.Keys.Select(phrase => phrase.Split(' ')[0]).Concat(VersionWords).Concat(ProtocolNames.All).Concat(JoiningWords).Distinct(StringComparer.Ordinal);

    /// <summary>Whether the word is a direction, and which words may follow it.</summary>
    internal static IEnumerable<string> After(string direction) =>
        Fields.Keys.Where(phrase => phrase.StartsWith(direction + " ", StringComparison.OrdinalIgnoreCase) && !phrase.Contains(" and ", StringComparison.Ordinal)).Select(phrase => phrase[(direction.Length + 1)..]);

    private static Dictionary<string, FilterField> Build(IReadOnlyList<FlowColumn> table)
    {
        var fields = new Dictionary<string, FilterField>(StringComparer.OrdinalIgnoreCase);
        var either = new Dictionary<string, List<FlowColumn>>(StringComparer.Ordinal);
        foreach (FlowColumn column in table)
        {
            fields.TryAdd(column.Name, new(column.Name, [column]));
            if (column.FilterWords is not { } words) continue;
            fields.TryAdd(words, new(words, [column]));
            if (words.Split(' ') is not [string direction, string noun] || !Directions.Contains(direction)) continue;
            foreach ((string synonym, _) in Synonyms.Where(pair => pair.Means == noun))
                fields.TryAdd($"{direction} {synonym}", new($"{direction} {synonym}", [column]));
            if (!either.TryGetValue(noun, out List<FlowColumn>? columns)) either.Add(noun, columns = []);
            columns.Add(column);
        }

        // After the columns' own words: `vlan` is a column, and not either of two.
        foreach ((string noun, List<FlowColumn> columns) in either)
        {
            fields.TryAdd(noun, new(noun, columns));
            Both(noun, columns);
            foreach ((string synonym, _) in Synonyms.Where(pair => pair.Means == noun))
            {
                fields.TryAdd(synonym, new(synonym, columns));
                Both(synonym, columns);
            }
        }

        foreach ((string phrase, FlowColumn column) in OtherWords) fields.TryAdd(phrase, new(phrase, [column]));
        fields.TryAdd("ether host", new("ether host", [FlowColumns.SrcMac, FlowColumns.DstMac]));
        fields.TryAdd("dscp", new("dscp", [FlowColumns.IpTos]) { DroppedBits = 2 });

        fields.Add("mpls", new("mpls", [FlowColumns.MplsLabel1, FlowColumns.MplsLabel2, FlowColumns.MplsLabel3]));
        fields.Add("duration", new("duration", [], DerivedMeasure.Duration));
        fields.Add("bps", new("bps", [], DerivedMeasure.BitsPerSecond));
        fields.Add("pps", new("pps", [], DerivedMeasure.PacketsPerSecond));
        fields.Add("bpp", new("bpp", [], DerivedMeasure.BytesPerPacket));
        return fields;

        void Both(string noun, List<FlowColumn> columns)
        {
            if (columns is [{ FilterWords: { } first }, { FilterWords: { } second }] && first.StartsWith("src ", StringComparison.Ordinal) && second.StartsWith("dst ", StringComparison.Ordinal))
                fields.TryAdd($"src and dst {noun}", new($"src and dst {noun}", columns) { IsAll = true });
        }
    }

    private sealed class Phrases(IReadOnlyList<FlowColumn> columns)
    {
        public IReadOnlyList<FlowColumn> Columns { get; } = columns;

        public Dictionary<string, FilterField> Fields { get; } = Build(columns);
    }
}
