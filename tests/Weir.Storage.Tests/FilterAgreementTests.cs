using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Matching;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.Storage.Tests;

public class FilterAgreementTests
{
    private static readonly string[] Values = ["0", "1", "6", "53", "80-443", "255", "0-65535", "1024-65535"];
    private static readonly string[] Large = ["65536", "4294967295", "18446744073709551615", "1k-5G", "1Gi"];
    private static readonly string[] Addresses = ["10.0.0.1", "10.0.0.0/8", "10.0.0.0/31", "0.0.0.0/0", "::/0", "::/96", "2001:db8::/32", "2001:db8::/63", "2001:db8::/65", "2001:db8::1", "ffff::/16", "255.255.255.255", "::ffff:0:0/96", "::/80"];
    private static readonly string[] Times = ["2026-11-20T08:00:00Z", "'2026-11-20 07:59:55'", "1678-01-01", "2000-01-01"];
    private static readonly string[] Texts = ["dns", "'dns'", "''", "'more than twelve characters'", "DNS", "'x'"];
    private static readonly string[] Orders = ["=", "!=", "<", "<=", ">", ">="];

    [Fact]
    public void The_database_the_test_in_memory_and_a_naive_reading_agree_on_what_random_filters_match()
    {
        using var archive = new TemporaryArchive();
        var flows = new RandomFlows(5);
        FlowBatch[] batches = [.. Enumerable.Range(0, 3).Select(b => flows.Next(1000, row => RandomFlows.Start + (b * 1000 + row) * 1_000_000_000L))];
        archive.Write("random", batches);
        using var reader = new ArchiveReader(archive.Root, threads: 1);
        var random = new Random(6);
        int some = 0;
        for (int i = 0; i < 200; i++)
        {
            string text = Filter(random, 3);
            Predicate filter = FilterBinder.Bind(text);
            ulong expected = 0;
            UInt128 bytes = 0;
            foreach (FlowBatch batch in batches)
            {
                for (int row = 0; row < batch.Count; row++)
                {
                    bool matches = NaiveFilter.Matches(filter, batch, row);
                    Assert.True(matches == RecordFilter.Matches(filter, batch, row), $"{text}: row {row}");
                    if (!matches) continue;
                    expected++;
                    if (batch.IsValid(FlowColumns.Bytes, row)) bytes += batch.Column(FlowColumns.Bytes)[row];
                }
            }

            QueryTotals totals = reader.Run(QueryPlanner.Plan(new FlowsQuery { Filter = filter, Columns = [FlowColumns.Bytes], Count = 1, Scale = false }), TestContext.Current.CancellationToken).Totals;
            Assert.True(expected == totals.Flows, $"{text}: {expected} by reading, {totals.Flows} by the database");
            Assert.Equal((ulong)UInt128.Min(bytes, ulong.MaxValue), totals.Bytes);
            if (expected is > 0 and < 3000) some++;
        }

        Assert.True(some > 90, $"only {some} filters parted the records");
    }

    private static string Filter(Random random, int depth) => random.Next(depth == 0 ? 1 : 5) switch
    {
        0 or 1 => Term(random),
        2 => $"({Filter(random, depth - 1)} and {Filter(random, depth - 1)})",
        3 => $"({Filter(random, depth - 1)} or {Filter(random, depth - 1)})",
        _ => $"not {Filter(random, depth - 1)}",
    };

    private static string Columns(Random random)
    {
        FlowColumn left = FlowColumns.All[random.Next(FlowColumns.All.Count)];
        FlowColumn[] others = [.. FlowColumns.All.Where(column => Alike(column) == Alike(left))];
        return $"{left.Name} {Pick(random, left.Type == LogicalType.Text ? Orders[..2] : Orders)} {others[random.Next(others.Length)].Name}";

        static LogicalType Alike(FlowColumn column) => column.Type is LogicalType.UInt8 or LogicalType.UInt16 or LogicalType.UInt32 ? LogicalType.UInt64 : column.Type;
    }

    private static string Term(Random random)
    {
        switch (random.Next(10))
        {
            case 4: return Columns(random);
            case 5:
                return random.Next(2) == 0
                    ? $"{Pick(random, "app", "process", "pod_name", "tag", "src and dst country")} {Pick(random, "like '%s%'", "like 'd__'", "like '%'", "like ''", "~ 'n'", "~ '^(dns|DNS)$'", "!~ '[a-d]+'", "~ '(?i)dns'", "like '%''%'".Replace("''", "_", StringComparison.Ordinal))}"
                    : Pick(random, "dscp ef", "dscp > 13", "dscp in [0, af11, 16-63]", "dscp != 0", "src and dst port 53", "src or dst ip 10.0.0.0/8", "tcp port 443", "src 10.0.0.1", "flowdir ingress", "src and dst net ::/0");
            case 0: return Pick(random, "tcp", "udp", "icmp6", "ip", "ipv4", "ipv6", "any");
            case 1: return $"{Pick(random, "flags", "tcp_flags")} {Pick(random, "S", "SA", "0x12", "FSRPAU", "255")}";
            case 2:
                return random.Next(2) == 0
                ? $"duration {Pick(random, Orders)} {Pick(random, "0", "3s", "500ms", "2m")}"
                : $"{Pick(random, "bps", "pps", "bpp")} {Pick(random, Orders)} {Pick(random, "0", "1", "1k", "3000000000", "1.5k")}";
            case 3: return $"{Pick(random, "time_flow_start_ns", "time_flow_end_ns", "time_received_ns")} {Pick(random, Orders)} {Pick(random, Times)}";
        }

        FlowColumn column = FlowColumns.All[random.Next(FlowColumns.All.Count)];
        string[] values = column.Type switch
        {
            LogicalType.Address => Addresses,
            LogicalType.Mac => ["00:00:00:00:00:06", "00:00:00:00:01:bb", "ff:ff:ff:ff:ff:ff"],
            LogicalType.Time => Times,
            LogicalType.Text => Texts,
            LogicalType.UInt8 => Values[..6],
            // Suffixes of size are for measures.
            LogicalType.UInt64 => column.Role == ColumnRole.Measure ? [.. Values, .. Large] : [.. Values, .. Large[..3]],
            LogicalType.UInt32 => [.. Values, .. Large[..1]],
            _ => Values,
        };
        if (column.Type == LogicalType.UInt8) values = [.. values.Where(value => value != "80-443")];
        string field = column.FilterWords is { } words && random.Next(2) == 0 ? words : column.Name;
        if (field.StartsWith("src ", StringComparison.Ordinal) && random.Next(2) == 0) field = field[4..];
        if (random.Next(3) == 0) return $"{field} in [{string.Join(", ", Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Pick(random, values)))}]";
        string value = Pick(random, values);
        bool single = !value.Contains('/', StringComparison.Ordinal) && (column.Type == LogicalType.Time || !value.Contains('-', StringComparison.Ordinal));
        return $"{field} {Pick(random, single && column.Type != LogicalType.Text ? Orders : Orders[..2])} {value}";
    }

    private static string Pick(Random random, params string[] from) => from[random.Next(from.Length)];
}
