using System.Globalization;
using System.Text;
using Weir.Flows.Columns;
using Weir.Flows.Exporters;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Wire.Primitives;

namespace Weir.Storage.Parquet;

/// <summary>
/// The table of what came of exporters: a row for each exporter, domain and protocol that was heard in a minute, or several where it came in several segments
/// that are not compacted yet (docs/adr/0022-what-came-of-exporters.md).
/// </summary>
internal static class ExporterTable
{
    /// <summary>When the last message was received.</summary>
    public static readonly StoredColumn Received = new(FlowColumns.TimeReceivedNs.Name, "BIGINT");

    /// <summary>When the first one was.</summary>
    public static readonly StoredColumn First = new("time_first_ns", "BIGINT");

    /// <summary>The name of the protocol: <see cref="ExporterProtocol.Name"/>.</summary>
    public static readonly StoredColumn Protocol = new("protocol", "VARCHAR");

    /// <summary>What no other table has.</summary>
    public static readonly StoredColumn Messages = Count("messages");

    private const long MinuteNs = 60_000_000_000;
    private const int FirstCount = 6;

    private static readonly StoredColumn[] Key = [.. DuckDbDialect.InFiles(FlowColumns.SamplerAddress), .. DuckDbDialect.InFiles(FlowColumns.ObservationDomainId), Protocol];

    // Signed: losses may be taken back in a later row.
    private static readonly StoredColumn[] Counts =
    [
        Messages, Count("octets"), Count("records"), Count("sequence_received"), Count("lost_messages"), Count("lost_records"), Count("late_messages"), Count("repeated_messages"),
        Count("restarts"), Count("lost_samples"), Count("decode_errors"),
    ];

    private static readonly StoredColumn[] Last = [new("templates", "UINTEGER"), new("options_templates", "UINTEGER"), .. DuckDbDialect.InFiles(FlowColumns.SamplingRate)];

    private static readonly StoredColumn[] Greatest = [new("export_time_ns", "BIGINT"), new("clock_ahead_ns", "BIGINT")];

    /// <summary>The columns as they are stored: when, who, the counts, and what held at the end.</summary>
    public static IReadOnlyList<StoredColumn> Columns { get; } = [Received, First, .. Key, .. Counts, .. Last, .. Greatest];

    /// <summary>Adds a row.</summary>
    public static void Append(ArrivingRows rows, in ExporterRecord record)
    {
        (DuckDbChunk chunk, int row) = rows.Begin(record.TimeReceivedNs);
        chunk.Values<long>(1)[row] = record.TimeFirstNs;
        (chunk.Values<ulong>(2)[row], chunk.Values<ulong>(3)[row]) = (record.Exporter.High, record.Exporter.Low);
        chunk.Values<uint>(4)[row] = record.ObservationDomainId;
        chunk.SetText(5, row, Encoding.UTF8.GetBytes(record.Protocol.Name));
        SequenceUnit counted = record.Protocol.Counted;
        ReadOnlySpan<long?> counts =
        [
            record.Messages, record.Octets, record.Records, record.SequenceReceived,
            counted == SequenceUnit.Messages ? record.Lost : null, counted == SequenceUnit.Records ? record.Lost : null,
            record.LateMessages, record.RepeatedMessages, record.Restarts, record.LostSamples, record.DecodeErrors,
        ];
        int at = FirstCount;
        foreach (long? count in counts) Set(chunk, at++, row, count);
        chunk.Values<uint>(at++)[row] = record.Templates;
        chunk.Values<uint>(at++)[row] = record.OptionsTemplates;
        if (record.SamplingRate == 0) chunk.SetNull(at++, row);
        else chunk.Values<uint>(at++)[row] = record.SamplingRate;
        Set(chunk, at++, row, record.ExportTimeNs);
        Set(chunk, at, row, record.ClockAheadNs);
    }

    /// <summary>Reads a row back.</summary>
    /// <param name="chunk">Has <see cref="Columns"/>.</param>
    /// <param name="row">Which row.</param>
    /// <param name="record">The row.</param>
    /// <returns>Whether it is one: it has its times and a protocol that there is.</returns>
    public static bool TryRead(DuckDbChunk chunk, int row, out ExporterRecord record)
    {
        record = default;
        if (!chunk.IsValid(0, row) || !chunk.IsValid(5, row) || !ExporterProtocol.TryParse(chunk.Text(5, row), out ExporterProtocol protocol)) return false;
        int last = FirstCount + Counts.Length;
        record = new()
        {
            TimeReceivedNs = chunk.Values<long>(0)[row],
            TimeFirstNs = Get(chunk, 1, row) ?? chunk.Values<long>(0)[row],
            Exporter = chunk.IsValid(2, row) && chunk.IsValid(3, row) ? new IpAddress(chunk.Values<ulong>(2)[row], chunk.Values<ulong>(3)[row]) : default,
            ObservationDomainId = Small(chunk, 4, row),
            Protocol = protocol,
            Messages = Told(0),
            Octets = Told(1),
            Records = Told(2),
            SequenceReceived = Told(3),
            Lost = Told(protocol.Counted == SequenceUnit.Messages ? 4 : 5),
            LateMessages = Told(6),
            RepeatedMessages = Told(7),
            Restarts = Told(8),
            LostSamples = Told(9),
            DecodeErrors = Told(10),
            Templates = Small(chunk, last, row),
            OptionsTemplates = Small(chunk, last + 1, row),
            SamplingRate = Small(chunk, last + 2, row),
            ExportTimeNs = Get(chunk, last + 3, row),
            ClockAheadNs = Get(chunk, last + 4, row),
        };
        return true;

        long Told(int count) => Get(chunk, FirstCount + count, row) ?? 0;
    }

    /// <summary>A query that makes one row of those of each minute: counts are summed, all else is as of the last of them.</summary>
    /// <param name="relation">Has <see cref="Columns"/>.</param>
    public static string Minutes(string relation) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT max({Received.Name}) AS {Received.Name}, min({First.Name}) AS {First.Name}, {Names(Key)}, {Each(Counts, static name => $"sum({name})::BIGINT")},
            {Each(Last, static name => $"arg_max({name}, {Received.Name})")}, {Each(Greatest, static name => $"max({name})")}
        FROM {relation} GROUP BY {Received.Name} // {MinuteNs}, {Names(Key)}
        """);

    /// <summary>A query for one row: the sums of all counts.</summary>
    public static string Sums(string relation) => $"SELECT {string.Join(", ", Counts.Select(static column => $"coalesce(sum({column.Name}), 0)::BIGINT"))} FROM {relation}";

    private static string Names(StoredColumn[] columns) => string.Join(", ", columns.Select(static column => column.Name));

    private static string Each(StoredColumn[] columns, Func<string, string> expression) => string.Join(", ", columns.Select(column => $"{expression(column.Name)} AS {column.Name}"));

    private static StoredColumn Count(string name) => new(name, "BIGINT");

    private static void Set(DuckDbChunk chunk, int column, int row, long? value)
    {
        if (value is { } known) chunk.Values<long>(column)[row] = known;
        else chunk.SetNull(column, row);
    }

    private static long? Get(DuckDbChunk chunk, int column, int row) => chunk.IsValid(column, row) ? chunk.Values<long>(column)[row] : null;

    private static uint Small(DuckDbChunk chunk, int column, int row) => chunk.IsValid(column, row) ? chunk.Values<uint>(column)[row] : 0;
}
