namespace Weir.Collector.Tests.Journal;

/// <summary>A directory that goes with the test.</summary>
internal sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("weir-journal-").FullName;

    public string[] Files(string pattern) => [.. Directory.GetFiles(Path, pattern).Order(StringComparer.Ordinal)];

    public void CopyTo(TempDirectory other)
    {
        foreach (string file in Directory.GetFiles(Path)) File.Copy(file, System.IO.Path.Combine(other.Path, System.IO.Path.GetFileName(file)));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
