using System.Runtime.InteropServices;

namespace Weir.Storage.DuckDb;

/// <summary>A pointer of DuckDB's that is released once.</summary>
internal abstract class DuckDbHandle : SafeHandle
{
    private protected DuckDbHandle(nint pointer, bool isOurs = true)
        : base(0, isOurs) => SetHandle(pointer);

    public override bool IsInvalid => handle == 0;
}

internal sealed class DuckDbDatabaseHandle(nint pointer) : DuckDbHandle(pointer)
{
    protected override bool ReleaseHandle()
    {
        DuckDbNative.Close(ref handle);
        return true;
    }
}

internal sealed class DuckDbConnectionHandle(nint pointer) : DuckDbHandle(pointer)
{
    protected override bool ReleaseHandle()
    {
        DuckDbNative.Disconnect(ref handle);
        return true;
    }
}

internal sealed class DuckDbStatementHandle(nint pointer) : DuckDbHandle(pointer)
{
    protected override bool ReleaseHandle()
    {
        DuckDbNative.DestroyPrepare(ref handle);
        return true;
    }
}

internal sealed class DuckDbAppenderHandle(nint pointer) : DuckDbHandle(pointer)
{
    protected override bool ReleaseHandle() => DuckDbNative.DestroyAppender(ref handle) == DuckDbState.Success;
}

internal sealed class DuckDbChunkHandle(nint pointer, bool isOurs = true) : DuckDbHandle(pointer, isOurs)
{
    protected override bool ReleaseHandle()
    {
        DuckDbNative.DestroyDataChunk(ref handle);
        return true;
    }
}

/// <summary>A <c>duckdb_result</c> in memory of ours: the C API fills and clears a struct that the caller provides.</summary>
internal sealed unsafe class DuckDbResultHandle() : DuckDbHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(DuckDbResultStruct)))
{
    /// <summary>The struct, for the one function that takes it by value.</summary>
    internal DuckDbResultStruct Value => *(DuckDbResultStruct*)handle;

    protected override bool ReleaseHandle()
    {
        DuckDbNative.DestroyResult(handle);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
