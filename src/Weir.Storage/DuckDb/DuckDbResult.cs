using System.Runtime.InteropServices;

namespace Weir.Storage.DuckDb;

/// <summary>The rows a statement gave, chunk by chunk.</summary>
public sealed class DuckDbResult : IDisposable
{
    private readonly DuckDbResultHandle _handle;

    private DuckDbResult(DuckDbResultHandle handle) => _handle = handle;

    /// <summary>Columns of a row.</summary>
    public int ColumnCount => (int)DuckDbNative.ColumnCount(_handle);

    /// <summary>Name of a column.</summary>
    public string ColumnName(int column) => Marshal.PtrToStringUTF8(DuckDbNative.ColumnName(_handle, (ulong)column)) ?? "";

    /// <summary>Type of a column.</summary>
    public DuckDbType ColumnType(int column) => DuckDbNative.ColumnType(_handle, (ulong)column);

    /// <summary>The next rows, or <see langword="null"/> after the last. The caller disposes each chunk.</summary>
    /// <exception cref="DuckDbException">Of a stream: the rows could not be worked out.</exception>
    public DuckDbChunk? NextChunk()
    {
        nint chunk = DuckDbNative.FetchChunk(_handle.Value);
        if (chunk != 0) return new(new(chunk), ColumnCount);
        return Marshal.PtrToStringUTF8(DuckDbNative.ResultError(_handle)) is { Length: > 0 } message ? throw new DuckDbException(message, DuckDbNative.ResultErrorType(_handle)) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    internal static DuckDbResult From(DuckDbResultHandle handle, DuckDbState state, CancellationToken cancellationToken)
    {
        if (state == DuckDbState.Success) return new(handle);
        string message = Marshal.PtrToStringUTF8(DuckDbNative.ResultError(handle)) ?? "the statement failed";
        DuckDbErrorType type = DuckDbNative.ResultErrorType(handle);
        handle.Dispose();
        // Cancellation shows as an error of the statement it interrupted.
        cancellationToken.ThrowIfCancellationRequested();
        throw new DuckDbException(message, type);
    }
}
