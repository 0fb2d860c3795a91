using Weir.Storage.Upkeep;

namespace Weir.App.Api.Questions;

/// <summary>What an archive holds, and how much room there is left.</summary>
/// <param name="Tables">Its tables.</param>
/// <param name="FreeOctets">Of its disk, for who runs this.</param>
/// <param name="DiskOctets">All of the disk.</param>
internal sealed record ArchiveSize(IReadOnlyList<ArchiveSummary> Tables, long FreeOctets, long DiskOctets)
{
    /// <summary>Octets of all files.</summary>
    public long Octets => Tables.Sum(static table => table.Bytes);

    /// <summary>The table of flows; <see langword="null"/> where it has no file.</summary>
    public ArchiveSummary? Flows => Tables.FirstOrDefault(static table => table.Table == "flows");

    /// <summary>Looks.</summary>
    /// <exception cref="Storage.ArchiveNotFoundException">There is no archive in the directory.</exception>
    public static ArchiveSize Of(string directory, CancellationToken cancellation)
    {
        var disk = new DriveInfo(Path.GetFullPath(directory));
        return new(ArchiveSummary.Of(directory, cancellation), disk.AvailableFreeSpace, disk.TotalSize);
    }
}
