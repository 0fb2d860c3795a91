using System.Reflection;
using System.Runtime.InteropServices;

namespace Weir.Storage.DuckDb;

/// <summary>Finds <c>libduckdb.so</c>: beside the executable, in <c>WEIR_NATIVE_DIR</c>, in <c>eng/native</c> of a checkout.</summary>
public static class DuckDbLibrary
{
    /// <summary>The name the imports carry.</summary>
    internal const string Name = "duckdb";

    /// <summary>Environment variable that names a directory to look in.</summary>
    public const string DirectoryVariable = "WEIR_NATIVE_DIR";

    private const string FileName = "libduckdb.so";
    private const string PackagePath = "eng/native/node_modules/@duckdb/node-bindings-linux-x64";

    // The one place where this assembly's native libraries are resolved; the runtime allows one resolver per assembly.
    private static readonly Lazy<nint> Loaded = new(Load);
    private static int _installed;

    /// <summary>Loads the library.</summary>
    /// <exception cref="DllNotFoundException">It is nowhere; the message says how to get it.</exception>
    public static void EnsureLoaded()
    {
        if (Interlocked.Exchange(ref _installed, 1) == 0)
            NativeLibrary.SetDllImportResolver(typeof(DuckDbLibrary).Assembly, Resolve);
        _ = Loaded.Value;
    }

    /// <summary>The places looked in, best first.</summary>
    internal static IEnumerable<string> Candidates(string baseDirectory, string? namedDirectory)
    {
        yield return Path.Combine(baseDirectory, FileName);
        if (!string.IsNullOrEmpty(namedDirectory)) yield return Path.Combine(namedDirectory, FileName);
        for (DirectoryInfo? at = new(baseDirectory); at is not null; at = at.Parent)
            yield return Path.Combine(at.FullName, PackagePath, FileName);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => name == Name ? Loaded.Value : 0;

    private static nint Load()
    {
        string? named = Environment.GetEnvironmentVariable(DirectoryVariable);
        foreach (string path in Candidates(AppContext.BaseDirectory, named))
        {
            if (File.Exists(path)) return NativeLibrary.Load(path);
        }

        throw new DllNotFoundException(
            $"{FileName} is not beside the program ({AppContext.BaseDirectory}), not in {DirectoryVariable} ({named ?? "not set"}) and not in eng/native: run ./weir or npm ci --prefix eng/native");
    }
}
