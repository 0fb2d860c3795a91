namespace Weir.App.Api.Questions;

/// <summary>Remembers what an archive holds for a little while: to know it each file is opened.</summary>
/// <param name="clock">Tells the time.</param>
internal sealed class ArchiveSizes(TimeProvider clock)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private (string Directory, DateTimeOffset At, ArchiveSize Size)? _last;

    /// <exception cref="Storage.ArchiveNotFoundException">There is no archive in the directory.</exception>
    public ArchiveSize Of(string directory, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_last is { } last && last.Directory == directory && clock.GetUtcNow() - last.At < Remembered) return last.Size;
        }

        var size = ArchiveSize.Of(directory, cancellation);
        lock (_gate) _last = (directory, clock.GetUtcNow(), size);
        return size;
    }
}
