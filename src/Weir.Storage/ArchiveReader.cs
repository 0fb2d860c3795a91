using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;

namespace Weir.Storage;

/// <summary>Answers questions from an archive's files. Reads nothing else, and changes nothing.</summary>
public sealed partial class ArchiveReader : IDisposable
{
    // Compaction of an hour takes seconds, so that one question rarely meets it twice.
    private const int MaxAttempts = 5;

    // Records before they are made coarse.
    private const string Whole = "whole_flows";

    private static readonly ResultColumn[] TotalColumns =
        [.. Measure.Default.Select(static measure => new ResultColumn(measure)), new("scaled", ResultType.Unsigned), new("unknown", ResultType.Unsigned)];

    private static readonly ResultColumn[] AnyColumns = [new("any", ResultType.Unsigned)];

    private readonly ArchiveLayout _layout;
    private readonly DuckDbOptions _options;
    private readonly Lazy<DuckDbDatabase> _database;
    private Thread? _opening;
    private readonly bool _isCoarse;

    // What the question that is being answered reads.
    private ArchiveSnapshot? _snapshot;

    /// <param name="directory">The archive's directory.</param>
    /// <param name="threads">Threads of a query; 0 is one for each processor.</param>
    /// <param name="memoryLimitBytes">Memory queries may hold; 0 is DuckDB's default, 80 % of the machine's.</param>
    /// <param name="isCoarse">Whether questions see records as <see cref="CoarseColumns"/> makes them, and nothing else.</param>
    public ArchiveReader(string directory, int threads = 0, long memoryLimitBytes = 0, bool isCoarse = false)
    {
        _isCoarse = isCoarse;
        _layout = new(directory);
        _options = Options(threads, memoryLimitBytes);
        _database = new(Open);
    }

    /// <summary>Octets of records or sums beyond which a series has the wider buckets that its plan allows: reading so many takes most of a second.</summary>
    internal long ManyOctets { get; init; } = 32 * 1024 * 1024;

    /// <summary>Answers a plan. One question at a time for each reader.</summary>
    /// <exception cref="ArchiveNotFoundException">There is no archive in the directory.</exception>
    /// <exception cref="DuckDbException">The files cannot be read, or memory did not suffice.</exception>
    /// <exception cref="OperationCanceledException">The token stopped it.</exception>
    public QueryResult Run(QueryPlan plan, CancellationToken cancellationToken = default) => Again(() => RunOnce(plan, cancellationToken));

    /// <summary>A connection with the restrictions that queries run under.</summary>
    internal DuckDbConnection Connect() => _database.Value.Connect();

    /// <summary>Begins to open the database beside what the caller does before its first question. What fails then is told by the question.</summary>
    public void Prepare()
    {
        if (_opening is not null) return;
        _opening = new(OpenAhead) { IsBackground = true, Name = "opens the archive" };
        _opening.Start();
    }

    private void OpenAhead()
    {
        try
        {
            _ = _database.Value;
        }
        catch (Exception failure) when (failure is DuckDbException or DllNotFoundException)
        {
            // The first question meets the same.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _opening?.Join();
        if (_database.IsValueCreated) _database.Value.Dispose();
    }

    /// <summary>Begins to open the database of the next reader that has this limit and as many threads as there are processors, before it is known what is asked.</summary>
    /// <returns>Closes it, if no reader took it, when disposed.</returns>
    public static AheadDatabase OpenAhead(long memoryLimitBytes) => AheadDatabase.Begin(Options(0, memoryLimitBytes));

    private static DuckDbOptions Options(int threads, long memoryLimitBytes) => new() { Threads = threads, MemoryLimitBytes = memoryLimitBytes, PreserveInsertionOrder = false };

    private T Again<T>(Func<T> ask)
    {
        for (int attempt = 1; attempt < MaxAttempts; attempt++)
        {
            try
            {
                _snapshot = null;
                T answer = ask();
                if (_snapshot?.Holds() != false) return answer;
            }
            catch (DuckDbException e) when (e.Type == DuckDbErrorType.IO)
            {
                // Files go when they are compacted, when their name is committed again, or by retention: look at what is there now.
            }
        }

        // The archive changes faster than it can be asked: now it waits.
        using IDisposable? held = CommitGate.Hold(_layout);
        return ask();
    }

    private QueryResult RunOnce(QueryPlan plan, CancellationToken cancellationToken)
    {
        if (!plan.IsGrouped) return RecordsOnce(plan, cancellationToken);
        using DuckDbConnection? connection = ReadingSums(ref plan, cancellationToken);
        if (connection is null) return new(plan.Columns, [], default);
        QueryPlan asked = Asked(connection, plan, cancellationToken);
        // The totals first: how many records there are says how the rows are best found.
        (QueryTotals totals, ResultValue[] whole) = Totals(connection, asked, cancellationToken);
        return new(plan.Columns, Groups(connection, asked, totals.Flows, whole, cancellationToken), totals) { Whole = whole };
    }

    /// <summary>A connection that sees the files of a plan; <see langword="null"/> where there are none.</summary>
    /// <param name="plan">What is asked; told what is found out of the files.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private DuckDbConnection? Reading(ref QueryPlan plan, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchivedFile> files = Files(plan.Received);
        if (!plan.FlowTime.IsAll)
        {
            (files, bool allTellEnd) = FlowEnds.Within(plan.FlowTime, files);
            _snapshot!.Keep(ArchiveLayout.FlowsTable, files);
            plan = plan with { AllTellEnd = allTellEnd };
        }

        if (files.Count == 0) return null;
        DuckDbConnection connection = Connect();
        try
        {
            connection.Execute(View(files), cancellationToken);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The files of a table, of one moment.</summary>
    private IReadOnlyList<ArchivedFile> Files(TimeRange received, string table = ArchiveLayout.FlowsTable)
    {
        ArchiveForm.Check(_layout);
        _snapshot = ArchiveSnapshot.Take(_layout, received, table);
        IReadOnlyList<ArchivedFile> files = _snapshot.Files(table);
        _snapshot.Watch(files);
        return files;
    }

    /// <summary>The plan without scaling where nothing was sampled, which costs a third less.</summary>
    private static QueryPlan Asked(DuckDbConnection connection, QueryPlan plan, CancellationToken cancellationToken) =>
        plan.Scale && !AnySampled(connection, plan, cancellationToken) ? plan with { Scale = false } : plan;

    private static (QueryTotals Totals, ResultValue[] Whole) Totals(DuckDbConnection connection, QueryPlan plan, CancellationToken cancellationToken)
    {
        ResultColumn[] measures = [.. plan.Measures.Select(static measure => new ResultColumn(measure))];
        ResultValue[] row = Execute(connection, SqlRenderer.Totals(plan), [.. TotalColumns, .. measures], cancellationToken)[0];
        return (new(row[2].Unsigned, row[0].Unsigned, row[1].Unsigned, row[3].Unsigned, row[4].Unsigned), row[TotalColumns.Length..]);
    }

    private static bool AnySampled(DuckDbConnection connection, QueryPlan plan, CancellationToken cancellationToken) =>
        Execute(connection, SqlRenderer.AnySampled(plan), AnyColumns, cancellationToken).Count > 0;

    /// <summary>The files as one relation with all columns of today, of which older files may lack some.</summary>
    private string View(IEnumerable<ArchivedFile> files, string name = DuckDbDialect.Relation) =>
        View("FROM " + ParquetRelation.Records(FlowColumns.All, files.Select(static file => file.Path)), name);

    private string View(string records, string name, bool isKept = false)
    {
        string kind = isKept ? "TABLE" : "VIEW";
        return _isCoarse
            ? $"CREATE TEMP {kind} {Whole} AS {records}; CREATE TEMP VIEW {name} AS {CoarseColumns.Select(Whole)}"
            : $"CREATE TEMP {kind} {name} AS {records}";
    }

    private static List<ResultValue[]> Execute(DuckDbConnection connection, SqlStatement sql, IReadOnlyList<ResultColumn> columns, CancellationToken cancellationToken)
    {
        using DuckDbStatement statement = connection.Prepare(sql.Text);
        for (int i = 0; i < sql.Parameters.Count; i++) statement.Bind(i + 1, sql.Parameters[i]);
        return Fetch(statement, columns, cancellationToken);
    }

    private static List<ResultValue[]> Fetch(DuckDbStatement statement, IReadOnlyList<ResultColumn> columns, CancellationToken cancellationToken)
    {
        using DuckDbResult result = statement.Execute(cancellationToken);
        var rows = new List<ResultValue[]>();
        var types = new DuckDbType[result.ColumnCount];
        for (int column = 0; column < types.Length; column++) types[column] = result.ColumnType(column);
        while (result.NextChunk() is { } chunk)
        {
            using (chunk) ResultRows.Add(chunk, types, columns, rows);
        }

        return rows;
    }

    private DuckDbDatabase Open() => Open(_options);

    private DuckDbDatabase Open(DuckDbOptions options)
    {
        DuckDbDatabase database = DuckDbDatabase.Open(options);
        using DuckDbConnection connection = database.Connect();
        // Each look of a question, and each question of a console, binds the same footers again; they count against the memory of the reader.
        connection.Execute($"""
            SET parquet_metadata_cache = true;
            SET allowed_directories = [{string.Join(", ", _layout.DataDirectories().Select(DuckDbTypes.Literal))}];
            SET enable_external_access = false;
            SET lock_configuration = true;
            """);
        return database;
    }
}
