using System.Runtime.InteropServices;

namespace Weir.Storage.DuckDb;

/// <summary>An in-memory database with its settings. Nothing of it outlives the object; what lasts is written as Parquet.</summary>
public sealed class DuckDbDatabase : IDisposable
{
    private readonly DuckDbDatabaseHandle _handle;

    private DuckDbDatabase(DuckDbDatabaseHandle handle) => _handle = handle;

    /// <summary>Opens an empty database.</summary>
    /// <exception cref="DllNotFoundException">The native library is not there.</exception>
    /// <exception cref="DuckDbException">A setting was refused.</exception>
    public static DuckDbDatabase Open(DuckDbOptions options) => AheadDatabase.TryTake(options) ?? OpenNew(options);

    /// <summary>Opens one whatever was opened ahead.</summary>
    /// <inheritdoc cref="Open"/>
    internal static DuckDbDatabase OpenNew(DuckDbOptions options)
    {
        DuckDbLibrary.EnsureLoaded();
        DuckDbNative.CreateConfig(out nint config);
        try
        {
            foreach ((string name, string value) in options.Settings())
            {
                if (DuckDbNative.SetConfig(config, name, value) != DuckDbState.Success)
                    throw new DuckDbException($"DuckDB refuses the setting {name} = {value}");
            }

            if (DuckDbNative.Open(null, out nint database, config, out nint error) == DuckDbState.Success)
                return new(new(database));
            string message = Marshal.PtrToStringUTF8(error) ?? "DuckDB could not be opened";
            DuckDbNative.Free(error);
            throw new DuckDbException(message);
        }
        finally
        {
            DuckDbNative.DestroyConfig(ref config);
        }
    }

    /// <summary>A connection: one statement at a time; temporary tables of its own.</summary>
    public DuckDbConnection Connect() => DuckDbNative.Connect(_handle, out nint connection) == DuckDbState.Success
        ? new(new(connection))
        : throw new DuckDbException("DuckDB gave no connection");

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
