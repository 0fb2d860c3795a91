using System.Runtime.InteropServices;

namespace Weir.Storage.DuckDb;

/// <summary>Adds chunks to a table.</summary>
public sealed class DuckDbAppender : IDisposable
{
    private readonly DuckDbAppenderHandle _handle;

    internal DuckDbAppender(DuckDbAppenderHandle handle) => _handle = handle;

    /// <summary>Adds the rows of a chunk; the chunk may be filled again at once.</summary>
    /// <exception cref="DuckDbException">DuckDB refused them.</exception>
    public void Append(DuckDbChunk chunk) => Check(DuckDbNative.AppendDataChunk(_handle, chunk.Handle));

    /// <summary>Makes the rows visible to statements.</summary>
    /// <exception cref="DuckDbException">DuckDB refused them.</exception>
    public void Flush() => Check(DuckDbNative.FlushAppender(_handle));

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private void Check(DuckDbState state)
    {
        if (state != DuckDbState.Success)
            throw new DuckDbException(Marshal.PtrToStringUTF8(DuckDbNative.AppenderError(_handle)) ?? "appending failed");
    }
}
