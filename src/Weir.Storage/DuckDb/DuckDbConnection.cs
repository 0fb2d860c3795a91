using System.Runtime.InteropServices;

namespace Weir.Storage.DuckDb;

/// <summary>A connection. Not for two threads at once; only a cancellation may come from another.</summary>
public sealed class DuckDbConnection : IDisposable
{
    private readonly DuckDbConnectionHandle _handle;

    internal DuckDbConnection(DuckDbConnectionHandle handle) => _handle = handle;

    /// <summary>Runs statements that give nothing back.</summary>
    /// <exception cref="DuckDbException">DuckDB refused them.</exception>
    /// <exception cref="OperationCanceledException">The token stopped them.</exception>
    public void Execute(string sql, CancellationToken cancellationToken = default) => Query(sql, cancellationToken).Dispose();

    /// <summary>Runs a statement without parameters.</summary>
    /// <exception cref="DuckDbException">DuckDB refused it.</exception>
    /// <exception cref="OperationCanceledException">The token stopped it.</exception>
    public DuckDbResult Query(string sql, CancellationToken cancellationToken = default)
    {
        var result = new DuckDbResultHandle();
        DuckDbState state;
        using (InterruptOn(cancellationToken)) state = DuckDbNative.Query(_handle, sql, result);
        return DuckDbResult.From(result, state, cancellationToken);
    }

    /// <summary>Prepares a statement with parameters <c>$1</c>, <c>$2</c>, …</summary>
    /// <exception cref="DuckDbException">DuckDB refused it.</exception>
    public DuckDbStatement Prepare(string sql)
    {
        DuckDbState state = DuckDbNative.Prepare(_handle, sql, out nint pointer);
        var statement = new DuckDbStatementHandle(pointer);
        if (state == DuckDbState.Success) return new(this, statement);
        string message = Marshal.PtrToStringUTF8(DuckDbNative.PrepareError(statement)) ?? "the statement could not be prepared";
        statement.Dispose();
        // Preparing tells no type; binding opens files, which may have gone.
        throw new DuckDbException(message, message.StartsWith("IO Error", StringComparison.Ordinal) ? DuckDbErrorType.IO : default);
    }

    /// <summary>Prepares what must be one statement that only reads. What it would do is looked at before anything is done.</summary>
    /// <exception cref="DuckDbException">It is none, there are several, or it does something else than select.</exception>
    public DuckDbStatement PrepareSelect(string sql)
    {
        ulong count = DuckDbNative.ExtractStatements(_handle, sql, out nint extracted);
        try
        {
            if (count == 0) throw new DuckDbException(Marshal.PtrToStringUTF8(DuckDbNative.ExtractError(extracted)) ?? "there is no statement");
            if (count > 1) throw new DuckDbException($"{count} statements, where one is run");
            DuckDbState state = DuckDbNative.PrepareExtracted(_handle, extracted, 0, out nint pointer);
            var statement = new DuckDbStatementHandle(pointer);
            string? wrong = state == DuckDbState.Success
                ? DuckDbNative.StatementType(statement) == DuckDbStatementType.Select ? null : "only SELECT is run: an archive is read here, and nothing else is done"
                : Marshal.PtrToStringUTF8(DuckDbNative.PrepareError(statement)) ?? "the statement could not be prepared";
            if (wrong is null) return new(this, statement);
            statement.Dispose();
            throw new DuckDbException(wrong);
        }
        finally
        {
            DuckDbNative.DestroyExtracted(ref extracted);
        }
    }

    /// <summary>Opens a table for appending whole chunks.</summary>
    /// <exception cref="DuckDbException">There is no such table.</exception>
    public DuckDbAppender Append(string table)
    {
        DuckDbState state = DuckDbNative.CreateAppender(_handle, null, table, out nint pointer);
        var appender = new DuckDbAppenderHandle(pointer);
        if (state == DuckDbState.Success) return new(appender);
        string message = Marshal.PtrToStringUTF8(DuckDbNative.AppenderError(appender)) ?? "the table could not be opened for appending";
        appender.Dispose();
        throw new DuckDbException(message);
    }

    /// <summary>Makes a table function known to the whole database; whether it was taken.</summary>
    internal bool Register(nint tableFunction) => DuckDbNative.RegisterTableFunction(_handle, tableFunction) == DuckDbState.Success;

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>Until disposed, a cancellation interrupts what runs on this connection.</summary>
    internal CancellationTokenRegistration InterruptOn(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return cancellationToken.UnsafeRegister(static handle => DuckDbNative.Interrupt((DuckDbConnectionHandle)handle!), _handle);
    }
}
