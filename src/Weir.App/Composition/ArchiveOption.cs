using System.CommandLine;
using Weir.App.Commands;
using Weir.Storage.Parquet;

namespace Weir.App.Composition;

/// <summary>The option of every verb that writes to or reads from an archive.</summary>
internal static class ArchiveOption
{
    public static Option<string> Create() => new("--archive", "-a") { Description = "Directory of the archive", Required = true };

    /// <summary>Opens an archive for writing and makes it where it is not there.</summary>
    public static ParquetArchive Open(string directory)
    {
        try
        {
            return ParquetArchive.Open(directory);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"archive {directory} cannot be written: {failure.Message}");
        }
    }
}
