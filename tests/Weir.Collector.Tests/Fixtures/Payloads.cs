using Weir.Testing;

namespace Weir.Collector.Tests.Fixtures;

/// <summary>Recorded UDP payloads of tests/data; where they come from stands in the README there.</summary>
internal static class Payloads
{
    /// <summary>The payload of one file.</summary>
    public static byte[] Of(string file) => File.ReadAllBytes(RepositoryRoot.Path(System.IO.Path.Combine("tests/data", file)));

    /// <summary>The files of a folder that hold payloads, in the order of their names.</summary>
    public static string[] In(string folder) =>
        [.. Directory.GetFiles(RepositoryRoot.Path(System.IO.Path.Combine("tests/data", folder)))
            .Where(file => file.EndsWith(".bin", StringComparison.Ordinal) || file.EndsWith(".dat", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
}
