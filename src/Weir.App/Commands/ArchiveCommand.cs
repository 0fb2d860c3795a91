using System.CommandLine;

namespace Weir.App.Commands;

/// <summary><c>weir archive</c>: what is kept, and keeping it.</summary>
internal static class ArchiveCommand
{
    public static Command Create() => new("archive", "Look at an archive, check it, compact it, remove what is old, take records out and bring them in")
    {
        ArchiveInfoCommand.Create(), ArchiveVerifyCommand.Create(), ArchiveCompactCommand.Create(), ArchiveRetainCommand.Create(), ArchiveSqlCommand.Create(), ArchiveExportCommand.Create(), ArchiveImportCommand.Create(),
    };
}
