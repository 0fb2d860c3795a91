using Weir.Storage.Posix;

namespace Weir.Storage.Parquet;

/// <summary>
/// What a commit changes: files that come from their temporary names, and files that go. Where that is more than one rename,
/// the record is made durable first; from then on the commit has happened, and who finds the record carries it out again.
/// </summary>
internal sealed record CommitRecord(string Name, IReadOnlyList<string> Come, IReadOnlyList<string> Go)
{
    private const string ComeWord = "come ";
    private const string GoWord = "go ";

    /// <summary>Carries the commit out, durably.</summary>
    /// <exception cref="IOException">It could not be carried out to the end; the record, if there is one, stays.</exception>
    internal void Carry(ArchiveLayout layout)
    {
        bool isOneStep = Come.Count + Go.Count == 1;
        if (!isOneStep) Save(layout);
        Apply(layout);
        if (isOneStep) return;
        File.Delete(PathOf(layout));
        PosixFile.SyncDirectory(layout.Commits);
    }

    /// <summary>Carries out the commits that a crash interrupted.</summary>
    internal static void CarryOutAll(ArchiveLayout layout)
    {
        if (!Directory.Exists(layout.Commits)) return;
        foreach (string path in Directory.GetFiles(layout.Commits))
        {
            string name = Path.GetFileName(path);
            // A record that is still being written has another name, and its commit has not happened.
            if (ArchiveLayout.IsName(name) && TryLoad(path, name) is { } record) record.Apply(layout);
            File.Delete(path);
        }

        PosixFile.SyncDirectory(layout.Commits);
    }

    private string PathOf(ArchiveLayout layout) => Path.Combine(layout.Commits, Name);

    private void Save(ArchiveLayout layout)
    {
        Directory.CreateDirectory(layout.Commits);
        string temporary = PathOf(layout) + ".tmp";
        File.WriteAllLines(temporary, Come.Select(file => ComeWord + file).Concat(Go.Select(file => GoWord + file)));
        PosixFile.SyncFile(temporary);
        File.Move(temporary, PathOf(layout), overwrite: true);
        PosixFile.SyncDirectory(layout.Commits);
        PosixFile.SyncDirectory(layout.Root);
    }

    private void Apply(ArchiveLayout layout)
    {
        foreach (string file in Come)
        {
            string temporary = layout.FullPath(ArchiveLayout.Temporary(file));
            if (File.Exists(temporary)) File.Move(temporary, layout.FullPath(file), overwrite: true);
        }

        foreach (string file in Go) File.Delete(layout.FullPath(file));
        foreach (string directory in Come.Concat(Go).Select(file => Path.GetDirectoryName(layout.FullPath(file))!).Distinct(StringComparer.Ordinal))
            PosixFile.SyncDirectory(directory);
    }

    private static CommitRecord? TryLoad(string path, string name)
    {
        var come = new List<string>();
        var go = new List<string>();
        foreach (string line in File.ReadLines(path))
        {
            if (line.Contains("..", StringComparison.Ordinal)) return null;
            if (line.StartsWith(ComeWord, StringComparison.Ordinal)) come.Add(line[ComeWord.Length..]);
            else if (line.StartsWith(GoWord, StringComparison.Ordinal)) go.Add(line[GoWord.Length..]);
            else return null;
        }

        return new(name, come, go);
    }
}
