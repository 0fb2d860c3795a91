using System.Runtime.InteropServices;
using Weir.Query.Sql;

namespace Weir.Storage.DuckDb;

/// <summary>A prepared statement and its parameters.</summary>
public sealed class DuckDbStatement : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly DuckDbStatementHandle _handle;

    internal DuckDbStatement(DuckDbConnection connection, DuckDbStatementHandle handle)
    {
        _connection = connection;
        _handle = handle;
    }

    /// <summary>What it would do.</summary>
    public DuckDbStatementType Type => DuckDbNative.StatementType(_handle);

    /// <summary>The columns of its rows; of a type that is not known here the number is DuckDB's own.</summary>
    public IReadOnlyList<(string Name, DuckDbType Type)> Columns()
    {
        var columns = new (string, DuckDbType)[DuckDbNative.StatementColumnCount(_handle)];
        for (ulong i = 0; i < (ulong)columns.Length; i++)
        {
            nint name = DuckDbNative.StatementColumnName(_handle, i);
            columns[i] = (Marshal.PtrToStringUTF8(name) ?? "", DuckDbNative.StatementColumnType(_handle, i));
            DuckDbNative.Free(name);
        }

        return columns;
    }

    /// <summary>Sets a parameter, counted from 1.</summary>
    /// <exception cref="DuckDbException">There is no such parameter.</exception>
    public void Bind(int index, SqlValue value)
    {
        DuckDbState state = value.Kind switch
        {
            SqlValueKind.Unsigned => DuckDbNative.BindUInt64(_handle, (ulong)index, value.Unsigned),
            SqlValueKind.Text => DuckDbNative.BindText(_handle, (ulong)index, value.Text),
            SqlValueKind.Signed => DuckDbNative.BindInt64(_handle, (ulong)index, value.Signed),
            _ => DuckDbNative.BindDouble(_handle, (ulong)index, value.Real),
        };
        if (state != DuckDbState.Success) throw new DuckDbException($"the statement has no parameter ${index}");
    }

    /// <summary>Runs it with the parameters set.</summary>
    /// <exception cref="DuckDbException">DuckDB refused it.</exception>
    /// <exception cref="OperationCanceledException">The token stopped it.</exception>
    public DuckDbResult Execute(CancellationToken cancellationToken = default)
    {
        var result = new DuckDbResultHandle();
        DuckDbState state;
        using (_connection.InterruptOn(cancellationToken)) state = DuckDbNative.ExecutePrepared(_handle, result);
        return DuckDbResult.From(result, state, cancellationToken);
    }

    /// <summary>Runs it and gives rows as they are worked out, so that memory does not hold all of them. Nothing else may run on the connection meanwhile.</summary>
    /// <inheritdoc cref="Execute"/>
    public DuckDbResult Stream(CancellationToken cancellationToken = default)
    {
        var result = new DuckDbResultHandle();
        DuckDbState state;
        using (_connection.InterruptOn(cancellationToken)) state = DuckDbNative.ExecutePreparedStreaming(_handle, result);
        return DuckDbResult.From(result, state, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
