using System.Globalization;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;
using Weir.Wire.Primitives;

namespace Weir.Storage;

/// <content>Interface counters.</content>
public sealed partial class ArchiveReader
{
    // 32-bit counters turn over; octets have 64 bits, so that where those fall the device began anew.
    private const ulong TurnOver = 1UL << 32;

    private static readonly ResultColumn[] RateColumns =
    [
        new("exporter", ResultType.Address), new("if_index", ResultType.Unsigned), new("out", ResultType.Unsigned), new("samples", ResultType.Unsigned),
        new("last", ResultType.Time), new("speed", ResultType.Unsigned), new("ns", ResultType.Unsigned), new("octets", ResultType.Unsigned), new("packets", ResultType.Unsigned),
        new("discards", ResultType.Unsigned), new("errors", ResultType.Unsigned),
    ];

    /// <summary>The rates of all interfaces that counters were told of, by exporter and ifIndex.</summary>
    /// <param name="received">When the counters were received.</param>
    /// <param name="exporter">Of one exporter; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArchiveNotFoundException">There is no archive in the directory.</exception>
    /// <exception cref="DuckDbException">The files cannot be read, or memory did not suffice.</exception>
    public IReadOnlyList<InterfaceRates> Counters(TimeRange received, IpAddress? exporter = null, CancellationToken cancellationToken = default) =>
        Again(() => CountersOnce(received, exporter, cancellationToken));

    private List<InterfaceRates> CountersOnce(TimeRange received, IpAddress? exporter, CancellationToken cancellationToken)
    {
        // They are an exporter's, by its address.
        if (_isCoarse) throw new InvalidOperationException("counters are not made coarse");
        IReadOnlyList<ArchivedFile> files = Files(received, ArchiveLayout.CountersTable);
        if (files.Count == 0) return [];
        using DuckDbConnection connection = Connect();
        List<InterfaceRates> interfaces = [];
        foreach (ResultValue[] row in Execute(connection, new(RatesSql(files, received, exporter), []), RateColumns, cancellationToken))
        {
            DirectionRates rates = Rates(row);
            (IpAddress of, uint index, bool isOut) = (row[0].Address, (uint)row[1].Unsigned, row[2].Unsigned == 1);
            if (interfaces.Count == 0 || interfaces[^1].Exporter != of || interfaces[^1].Interface != index) interfaces.Add(new() { Exporter = of, Interface = index });
            InterfaceRates known = interfaces[^1];
            interfaces[^1] = known with
            {
                Speed = row[5].IsNull || row[5].Unsigned == 0 ? known.Speed : row[5].Unsigned,
                LastNs = Math.Max(known.LastNs, row[4].TimeNs),
                In = isOut ? known.In : rates,
                Out = isOut ? rates : known.Out,
            };
        }

        return interfaces;
    }

    private static DirectionRates Rates(ResultValue[] row)
    {
        double? seconds = row[6].IsNull || row[6].Unsigned == 0 ? null : row[6].Unsigned / 1e9;
        return new()
        {
            Samples = row[3].Unsigned,
            BitsPerSecond = row[7].IsNull ? null : row[7].Unsigned * 8 / seconds,
            PacketsPerSecond = row[8].IsNull ? null : row[8].Unsigned / seconds,
            Discards = row[9].Unsigned,
            Errors = row[10].Unsigned,
        };
    }

    // Each direction by itself, for NetFlow and IPFIX tell them in records of their own.
    private static string RatesSql(IReadOnlyList<ArchivedFile> files, TimeRange received, IpAddress? exporter) => $"""
        {StepsSql(files, received, exporter)}
        SELECT hi, lo, if_index, way::UBIGINT, count(*)::UBIGINT, max(t)::BIGINT, arg_max(speed, t)::UBIGINT, sum(dt) FILTER (ok)::UBIGINT,
            sum(d_octets) FILTER (ok)::UBIGINT, {Grown("d_packets")}, coalesce({Grown("d_discards")}, 0), coalesce({Grown("d_errors")}, 0)
        FROM whole GROUP BY hi, lo, if_index, way ORDER BY hi, lo, if_index, way
        """;

    // What was counted from one telling to the next.
    private static string StepsSql(IReadOnlyList<ArchivedFile> files, TimeRange received, IpAddress? exporter)
    {
        string[] names = [.. CounterTable.Columns.Take(3).Select(static column => column.Name)];
        string where = $"if_index IS NOT NULL AND {Received(received, exporter)}";
        return $"""
            WITH told AS (SELECT * FROM {ParquetRelation.Of(files.Select(static file => file.Path))} WHERE {where}),
            ways AS ({Way("in", 0)} UNION ALL {Way("out", 1)}),
            steps AS (SELECT *,
                t - lag(t) OVER w AS dt, octets - lag(octets) OVER w AS d_octets, packets - lag(packets) OVER w AS d_packets,
                discards - lag(discards) OVER w AS d_discards, errors - lag(errors) OVER w AS d_errors
                FROM ways WINDOW w AS (PARTITION BY hi, lo, domain, if_index, way ORDER BY t)),
            whole AS (SELECT *, dt > 0 AND d_octets >= 0 AS ok FROM steps)
            """;

        string Way(string direction, int way) => $"""
            SELECT {names[0]}::HUGEINT AS t, {names[1]} AS hi, {names[2]} AS lo, observation_domain_id AS domain, if_index, {way} AS way, if_speed AS speed,
                {direction}_octets::HUGEINT AS octets,
                coalesce({direction}_packets, {direction}_unicast + coalesce({direction}_multicast, 0) + coalesce({direction}_broadcast, 0))::HUGEINT AS packets,
                {direction}_discards::HUGEINT AS discards, {direction}_errors::HUGEINT AS errors
            FROM told WHERE {direction}_octets IS NOT NULL
            """;
    }

    /// <summary>A condition on rows of the tables beside the flows, which have the time of receipt in nanoseconds.</summary>
    private static string Received(TimeRange received, IpAddress? exporter = null)
    {
        string time = FlowColumns.TimeReceivedNs.Name;
        IReadOnlyList<StoredColumn> address = DuckDbDialect.InFiles(FlowColumns.SamplerAddress);
        return string.Create(CultureInfo.InvariantCulture, $"true{(received.SinceNs is { } since ? $" AND {time} >= {since}" : "")}{(received.UntilNs is { } until ? $" AND {time} < {until}" : "")}{(exporter is { } one ? $" AND {address[0].Name} = {one.High} AND {address[1].Name} = {one.Low}" : "")}");
    }

    private static string Grown(string step) => string.Create(CultureInfo.InvariantCulture,
        $"sum(CASE WHEN {step} >= 0 THEN {step} WHEN {step} >= -{TurnOver} THEN {step} + {TurnOver} END) FILTER (ok)::UBIGINT");
}
