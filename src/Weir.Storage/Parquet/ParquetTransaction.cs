using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Exporters;
using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;
using Weir.Storage.Compaction;
using Weir.Storage.DuckDb;
using Weir.Storage.Posix;
using Weir.Storage.Rollups;

namespace Weir.Storage.Parquet;

/// <summary>The records of one name on their way into Parquet files: one for each hour they were received in, and for each part.</summary>
internal sealed class ParquetTransaction : IFlowTransaction, ICounterSink, IExporterSink
{
    private readonly ArchiveLayout _layout;
    private readonly ParquetArchiveOptions _options;
    private readonly string _name;
    private readonly DuckDbConnection _connection;
    private readonly Func<FlowPart> _another;
    private readonly BesideTable _counters;
    private readonly BesideTable _exporters;
    private readonly Queue<FlowPart> _writing = new();
    private readonly CancellationTokenSource _undone = new();
    private readonly SortedSet<long> _hours = [];
    private readonly HashSet<long> _allHours = [];
    private readonly List<string> _files = [];
    private readonly Action<string, FlowTable> _ended;
    private FlowPart _filling;
    private int _part = 1;
    private long _lastHour = long.MinValue;
    private bool _isOver;

    /// <param name="layout">Where files are.</param>
    /// <param name="options">How they are written.</param>
    /// <param name="name">Whose records these are.</param>
    /// <param name="connection">Of this transaction alone.</param>
    /// <param name="another">Makes parts of flow records.</param>
    /// <param name="ended">Takes the name and a table back, empty again.</param>
    internal ParquetTransaction(ArchiveLayout layout, ParquetArchiveOptions options, string name, DuckDbConnection connection, Func<FlowPart> another, Action<string, FlowTable> ended)
    {
        _layout = layout;
        _options = options;
        _name = name;
        _connection = connection;
        _another = another;
        _filling = another();
        _counters = new(ArchiveLayout.CountersTable, new("counting", CounterTable.Columns, connection, options));
        _exporters = new(ArchiveLayout.ExportersTable, new("hearing", ExporterTable.Columns, connection, options));
        _ended = ended;
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">A part could not be written, or there are too many hours.</exception>
    /// <exception cref="ArgumentException">A record has no time_received_ns.</exception>
    public void Write(FlowBatch batch)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        if (batch.CountValid(FlowColumns.TimeReceivedNs) < batch.Count) throw new ArgumentException("a record without time_received_ns has no place in the archive", nameof(batch));
        for (int start = 0; start < batch.Count;)
        {
            // Parts end after a number of records, however these are batched.
            int count = Math.Min(batch.Count - start, _options.PartRows - _filling.Table.Count);
            foreach (long time in batch.Column(FlowColumns.TimeReceivedNs).Slice(start, count)) AddHour(time);
            _filling.Table.Append(batch, start, count);
            start += count;
            if (_filling.IsFull) EndPart();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">A part could not be written.</exception>
    public void Write(in CounterRecord counters)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        try
        {
            CounterTable.Append(_counters.Rows, counters);
        }
        catch (DuckDbException e)
        {
            throw new IOException(e.Message, e);
        }

        if (_counters.Rows.Count == _options.PartRows) Write(_counters);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">A part could not be written.</exception>
    public void Write(in ExporterRecord exporter)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        try
        {
            ExporterTable.Append(_exporters.Rows, exporter);
        }
        catch (DuckDbException e)
        {
            throw new IOException(e.Message, e);
        }

        if (_exporters.Rows.Count == _options.PartRows) Write(_exporters);
    }

    /// <inheritdoc/>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        if (_counters.Rows.Count > 0) Write(_counters);
        if (_exporters.Rows.Count > 0) Write(_exporters);
        if (_filling.Table.Count > 0) EndPart();
        while (_writing.Count > 0) TakeWritten().Dispose();
        using (CommitGate gate = CommitGate.Enter(_layout))
        {
            // A segment whose records of an hour are compacted already was committed before: they are there.
            string[] come = [.. _files.Where(file => !CompactedNames.Hold(_connection, _layout, file, _name))];
            string[] go = [.. _layout.FilesOf(_name).Except(_files, StringComparer.Ordinal)];
            string[] all = [.. go, .. RollupFiles.Of(_layout, [.. come.Where(file => File.Exists(_layout.FullPath(file))), .. go])];
            if (come.Length + all.Length > 0) new CommitRecord(_name, come, all).Carry(gate);
            foreach (string done in come) _files.Remove(done);
        }

        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOver) return;
        _isOver = true;
        _undone.Cancel();
        foreach (FlowPart part in _writing) part.Dispose();
        _undone.Dispose();
        _filling.Dispose();
        _counters.Rows.Dispose();
        _exporters.Rows.Dispose();
        _connection.Dispose();
        foreach (string file in _files) File.Delete(_layout.FullPath(ArchiveLayout.Temporary(file)));
        _ended(_name, _filling.Table);
    }

    private void AddHour(long time)
    {
        long hour = ArchiveLayout.HourOf(time);
        // Nearly always the hour of the record before.
        if (hour == _lastHour) return;
        _lastHour = hour;
        if (!_hours.Add(hour) || !_allHours.Add(hour) || _allHours.Count <= _options.MaxHours) return;
        throw new IOException($"records of more than {_options.MaxHours} hours, each of which is a file: their times cannot be right, or are to be imported in parts");
    }

    private void EndPart()
    {
        (string, long)[] files = [.. _hours.Select(hour => (NewFile(ArchiveLayout.File(_name, _part, hour)), hour))];
        _hours.Clear();
        _lastHour = long.MinValue;
        _part++;
        FlowPart full = _filling;
        if (_options.PartsAtOnce == 1)
        {
            full.Write(files, _undone.Token);
            return;
        }

        full.BeginWrite(files, _undone.Token);
        _writing.Enqueue(full);
        _filling = _writing.Count > _options.PartsAtOnce || _writing.Peek().IsWritten ? TakeWritten() : _another();
    }

    /// <summary>The part that has been on its way for longest, when it is written.</summary>
    private FlowPart TakeWritten()
    {
        _writing.Peek().EndWrite();
        return _writing.Dequeue();
    }

    private void Write(BesideTable beside)
    {
        foreach (long hour in beside.Rows.Hours)
        {
            string path = NewFile(ArchiveLayout.File(_name, beside.Part, hour, beside.Table));
            Guard(() => beside.Rows.CopyTo(path, hour));
            PosixFile.SyncFile(path);
        }

        Guard(beside.Rows.Clear);
        beside.Part++;
    }

    /// <summary>Where a file of this transaction is until it is committed.</summary>
    private string NewFile(string file)
    {
        string temporary = _layout.FullPath(ArchiveLayout.Temporary(file));
        PosixFile.MakeDirectory(Path.GetDirectoryName(temporary)!);
        _files.Add(file);
        return temporary;
    }

    /// <summary>A sink's caller knows files, not databases.</summary>
    private static void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (DuckDbException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>A table beside the flows.</summary>
    private sealed class BesideTable(string table, ArrivingRows rows)
    {
        internal string Table => table;

        internal ArrivingRows Rows => rows;

        /// <summary>The part that comes next.</summary>
        internal int Part { get; set; } = 1;
    }
}
