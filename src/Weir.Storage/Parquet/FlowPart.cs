using System.Runtime.ExceptionServices;
using Weir.Storage.DuckDb;
using Weir.Storage.Posix;

namespace Weir.Storage.Parquet;

/// <summary>Flow records of a transaction that become files together: gathered first, then written, and gathered again.</summary>
/// <param name="table">Empty; holds the records.</param>
/// <param name="connection">Of this part alone.</param>
/// <param name="tables">Lets DuckDB read the records.</param>
/// <param name="options">How files are written.</param>
internal sealed class FlowPart(FlowTable table, DuckDbConnection connection, DuckDbTables tables, ParquetArchiveOptions options) : IDisposable
{
    private Thread? _thread;
    private ExceptionDispatchInfo? _failure;

    /// <summary>The records.</summary>
    internal FlowTable Table => table;

    /// <summary>Whether it has as many records as a part may have.</summary>
    internal bool IsFull => table.Count == options.PartRows || table.TextOctets > options.PartTextBytes;

    /// <summary>Writes the records of each hour to a durable file, and forgets all records.</summary>
    /// <exception cref="IOException">A file could not be written, or that was cancelled.</exception>
    internal void Write(IReadOnlyList<(string Path, long Hour)> files, CancellationToken cancellation)
    {
        foreach ((string path, long hour) in files)
        {
            try
            {
                table.CopyTo(path, hour, connection, tables, options, cancellation);
            }
            catch (Exception e) when (e is DuckDbException or OperationCanceledException)
            {
                // A sink's caller knows files, not databases.
                throw new IOException(e.Message, e);
            }

            PosixFile.SyncFile(path);
        }

        table.Clear();
    }

    /// <summary>Begins to write on a thread of its own. Until <see cref="EndWrite"/> the part is not for anybody else.</summary>
    internal void BeginWrite(IReadOnlyList<(string Path, long Hour)> files, CancellationToken cancellation)
    {
        _thread = new(() =>
        {
            try
            {
                Write(files, cancellation);
            }
#pragma warning disable CA1031 // Who waits for the end is told.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _failure = ExceptionDispatchInfo.Capture(failure);
            }
        })
        {
            Name = "part",
            IsBackground = true,
        };
        _thread.Start();
    }

    /// <summary>Whether there is nothing to wait for.</summary>
    internal bool IsWritten => _thread is not { IsAlive: true };

    /// <summary>Waits until all is written; what went wrong is thrown here.</summary>
    /// <exception cref="IOException">A file could not be written, or that was cancelled.</exception>
    internal void EndWrite()
    {
        _thread?.Join();
        _failure?.Throw();
    }

    /// <summary>Gives the memory up, when nothing is being written any more.</summary>
    public void Dispose()
    {
        _thread?.Join();
        table.Clear();
        connection.Dispose();
    }
}
