namespace Weir.Storage;

/// <summary>There is no archive where one was asked for.</summary>
public sealed class ArchiveNotFoundException(string directory) : Exception($"no archive at {directory}")
{
    /// <summary>Where it was looked for.</summary>
    public string Directory { get; } = directory;
}
