using Weir.Storage.Posix;

namespace Weir.Storage.Parquet;

/// <summary>
/// What a commit changes: files that come from their temporary names, and files that go. Where that is more than one rename,
/// the record is made durable first; from then on the commit has happened: who finds the record carries it out again, and readers
/// take its word for what is there (docs/adr/0011-compaction-and-what-readers-see.md).
/// </summary>
internal sealed record CommitRecord(string Name, IReadOnlyList<string> Come, IReadOnlyList<string> Go)
{
    private const string ComeWord = "come ";
    private const string GoWord = "go ";

    /// <summary>Carries the commit out, durably.</summary>
    /// <exception cref="IOException">It could not be carried out to the end; the record, if there is one, stays.</exception>
    internal void Carry(CommitGate gate)
    {
        ArchiveLayout layout = gate.Layout;
        bool isOneStep = Come.Count + Go.Count == 1;
        if (isOneStep)
        {
            // A name that is new is one rename. One that is replaced may be half read: readers have to know.
            bool isNew = Come.Count == 1 && !File.Exists(layout.FullPath(Come[0]));
            Apply(layout);
            if (!isNew) gate.Count();
            return;
        }

        Save(layout);
        gate.Count();
        Apply(layout);
        File.Delete(PathOf(layout));
        gate.Count();
        PosixFile.SyncDirectory(layout.Commits);
    }

    /// <summary>Carries out the commits that a crash interrupted.</summary>
    internal static void CarryOutAll(CommitGate gate)
    {
        ArchiveLayout layout = gate.Layout;
        if (!Directory.Exists(layout.Commits)) return;
        string[] paths = Directory.GetFiles(layout.Commits);
        if (paths.Length == 0) return;
        gate.Count();
        foreach (string path in paths)
        {
            // A record that is still being written has another name, and its commit has not happened.
            if (TryLoad(path) is { } record) record.Apply(layout);
            File.Delete(path);
        }

        gate.Count();
        PosixFile.SyncDirectory(layout.Commits);
    }

    /// <summary>The commits that have happened and are not carried out to their end.</summary>
    internal static IReadOnlyList<CommitRecord> Pending(ArchiveLayout layout)
    {
        if (!Directory.Exists(layout.Commits)) return [];
        return [.. Directory.GetFiles(layout.Commits).Order(StringComparer.Ordinal).Select(TryLoad).OfType<CommitRecord>()];
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

        string[] directories = [.. Come.Concat(Go).Select(file => Path.GetDirectoryName(layout.FullPath(file))!).Distinct(StringComparer.Ordinal).Where(Directory.Exists)];
        // What comes is durable before anything goes.
        if (Come.Count > 0 && Go.Count > 0) Sync(directories);
        foreach (string file in Go)
        {
            string path = layout.FullPath(file);
            if (File.Exists(path)) File.Delete(path);
        }

        Sync(directories);
    }

    private static void Sync(string[] directories)
    {
        foreach (string directory in directories) PosixFile.SyncDirectory(directory);
    }

    private static CommitRecord? TryLoad(string path)
    {
        string name = Path.GetFileName(path);
        if (!ArchiveLayout.IsName(name)) return null;
        var come = new List<string>();
        var go = new List<string>();
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (FileNotFoundException)
        {
            return null; // carried out while a reader looked
        }

        foreach (string line in lines)
        {
            if (line.Contains("..", StringComparison.Ordinal)) return null;
            if (line.StartsWith(ComeWord, StringComparison.Ordinal)) come.Add(line[ComeWord.Length..]);
            else if (line.StartsWith(GoWord, StringComparison.Ordinal)) go.Add(line[GoWord.Length..]);
            else return null;
        }

        return new(name, come, go);
    }
}
