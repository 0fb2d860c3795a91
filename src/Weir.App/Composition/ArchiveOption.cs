using System.CommandLine;
using Weir.App.Commands;
using Weir.Storage.Parquet;

namespace Weir.App.Composition;

/// <summary>The option of every verb that writes to or reads from an archive.</summary>
internal static class ArchiveOption
{
    /// <param name="chosen">The directory where none is said; <see langword="null"/>: one must be.</param>
    /// <param name="isOptional">Whether something else may be said instead.</param>
    public static Option<string> Create(string? chosen = null, bool isOptional = false)
    {
        var option = new Option<string>("--archive", "-a") { Description = "Directory of the archive", Required = chosen is null && !isOptional };
        if (chosen is not null) option.DefaultValueFactory = _ => chosen;
        return option;
    }

    /// <summary>How a collector writes: fast, as its files are small and brought into order later.</summary>
    public static ParquetArchiveOptions Collecting { get; } = new() { SortsRecords = false, ZstdLevel = 1 };

    /// <summary>How an import writes: in order, as its files stay, and on all processors, of which more than some would only take memory.</summary>
    public static ParquetArchiveOptions Importing { get; } = new() { PartsAtOnce = Math.Min(Environment.ProcessorCount, 4) };

    /// <summary>How logs are imported, which are much at once: for a quarter less processor time than with the level of others their files are a thirtieth larger.</summary>
    public static ParquetArchiveOptions ImportingLogs { get; } = Importing with { ZstdLevel = 3 };

    /// <summary>Opens an archive for writing and makes it where it is not there.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="options">How it is written.</param>
    public static ParquetArchive Open(string directory, ParquetArchiveOptions options)
    {
        try
        {
            ParquetArchive archive = ParquetArchive.Open(directory, options);
            ConfiguredColumns.Keep(directory);
            return archive;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"archive {directory} cannot be written: {failure.Message}");
        }
    }
}
