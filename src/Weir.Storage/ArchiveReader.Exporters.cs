using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;
using Weir.Wire.Primitives;

namespace Weir.Storage;

/// <content>What came of exporters.</content>
public sealed partial class ArchiveReader
{
    private static readonly ResultColumn[] HistoryColumns =
    [
        new("exporter", ResultType.Address), new("domain", ResultType.Unsigned), new("protocol", ResultType.Text),
        new("first", ResultType.Time), new("last", ResultType.Time), new("minutes", ResultType.Unsigned),
        new("messages", ResultType.Signed), new("octets", ResultType.Signed), new("records", ResultType.Signed), new("lost", ResultType.Signed), new("received", ResultType.Signed),
        new("decode_errors", ResultType.Signed), new("restarts", ResultType.Signed), new("templates", ResultType.Unsigned), new("sampling_rate", ResultType.Unsigned), new("clock_ahead_ns", ResultType.Signed),
    ];

    /// <summary>What came of all exporters, by exporter, domain and protocol.</summary>
    /// <param name="received">When it was received: of each row of the table the last message.</param>
    /// <param name="exporter">Of one exporter; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArchiveNotFoundException">There is no archive in the directory.</exception>
    /// <exception cref="DuckDbException">The files cannot be read, or memory did not suffice.</exception>
    public IReadOnlyList<ExporterHistory> Exporters(TimeRange received, IpAddress? exporter = null, CancellationToken cancellationToken = default) =>
        Again(() => ExportersOnce(received, exporter, cancellationToken));

    private List<ExporterHistory> ExportersOnce(TimeRange received, IpAddress? exporter, CancellationToken cancellationToken)
    {
        // They are known by their addresses.
        if (_isCoarse) throw new InvalidOperationException("what came of exporters is not made coarse");
        IReadOnlyList<ArchivedFile> files = Files(received, ArchiveLayout.ExportersTable);
        if (files.Count == 0) return [];
        using DuckDbConnection connection = Connect();
        return [.. Execute(connection, new(HistorySql(files, received, exporter), []), HistoryColumns, cancellationToken).Select(History)];
    }

    private static string HistorySql(IReadOnlyList<ArchivedFile> files, TimeRange received, IpAddress? exporter)
    {
        string address = string.Join(", ", DuckDbDialect.InFiles(FlowColumns.SamplerAddress).Select(static column => column.Name));
        string minutes = ExporterTable.Minutes($"(SELECT * FROM {ParquetRelation.With(ExporterTable.Columns, files.Select(static file => file.Path))} WHERE {Received(received, exporter)})");
        string time = ExporterTable.Received.Name;
        return $"""
            SELECT {address}, observation_domain_id, protocol, min(time_first_ns), max({time}), count(*)::UBIGINT,
                sum(messages)::BIGINT, sum(octets)::BIGINT, sum(records)::BIGINT, sum(coalesce(lost_messages, lost_records))::BIGINT, sum(sequence_received)::BIGINT,
                sum(decode_errors)::BIGINT, sum(restarts)::BIGINT, arg_max(templates, {time}), arg_max(sampling_rate, {time}), arg_max(clock_ahead_ns, {time})
            FROM ({minutes}) GROUP BY {address}, observation_domain_id, protocol ORDER BY {address}, observation_domain_id, protocol
            """;
    }

    private static ExporterHistory History(ResultValue[] row) => new()
    {
        Exporter = row[0].Address,
        ObservationDomainId = (uint)row[1].Unsigned,
        Protocol = row[2].Text,
        FirstNs = row[3].TimeNs,
        LastNs = row[4].TimeNs,
        Minutes = row[5].Unsigned,
        Messages = row[6].Signed,
        Octets = row[7].Signed,
        Records = row[8].Signed,
        Lost = row[9].IsNull ? null : row[9].Signed,
        Received = row[10].Signed,
        DecodeErrors = row[11].Signed,
        Restarts = row[12].Signed,
        Templates = row[13].Unsigned,
        SamplingRate = row[14].IsNull ? null : row[14].Unsigned,
        ClockAheadNs = row[15].IsNull ? null : row[15].Signed,
    };
}
