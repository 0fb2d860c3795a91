namespace Weir.Collector.Journal;

/// <summary>Another process collects into this directory. The message says which.</summary>
public sealed class JournalLockedException(string directory, string holder)
    : IOException($"journal {directory} is in use by {holder}; one journal directory belongs to one collector")
{
    /// <summary>The directory that is taken.</summary>
    public string Directory { get; } = directory;
}
