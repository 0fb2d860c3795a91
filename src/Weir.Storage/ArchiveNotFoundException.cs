namespace Weir.Storage;

/// <summary>There is no archive where one was asked for, or none that can be asked.</summary>
/// <param name="directory">Where it was looked for.</param>
/// <param name="message">Why it is none; by itself that there is nothing.</param>
public sealed class ArchiveNotFoundException(string directory, string? message = null) : Exception(message ?? $"no archive at {directory}")
{
    /// <summary>Where it was looked for.</summary>
    public string Directory { get; } = directory;
}
