namespace Weir.Collector.Tests.Journal;

/// <summary>A directory that goes with the test; in memory where there is such a place, for a thousand fsyncs take their time.</summary>
internal sealed class TempDirectory : IDisposable
{
    private const string Memory = "/dev/shm";

    public string Path { get; } = Directory.Exists(Memory)
        ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"weir-journal-{Guid.NewGuid():n}")).FullName
        : Directory.CreateTempSubdirectory("weir-journal-").FullName;

    public string[] Files(string pattern) => [.. Directory.GetFiles(Path, pattern).Order(StringComparer.Ordinal)];

    public void CopyTo(TempDirectory other)
    {
        foreach (string file in Directory.GetFiles(Path)) File.Copy(file, System.IO.Path.Combine(other.Path, System.IO.Path.GetFileName(file)));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
