using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Weir.App.Composition;
using Weir.Storage;
using Weir.Storage.Exports;
using Weir.Storage.Parquet;

namespace Weir.App.Commands;

/// <summary><c>weir archive import</c>: exported files and other archives, into an archive.</summary>
internal static class ArchiveImportCommand
{
    public static Command Create()
    {
        var from = new Argument<string[]>("file") { Description = "Parquet files of 'weir archive export', or directories of archives", Arity = ArgumentArity.OneOrMore };
        Option<string> archive = ArchiveOption.Create();
        var command = new Command("import", "Bring exported Parquet files, or other archives, in: each once, what is imported again replaces what it brought") { from, archive };
        command.SetAction((line, cancellation) =>
        {
            string directory = line.GetRequiredValue(archive);
            foreach (string path in line.GetRequiredValue(from)) Import(path, directory, cancellation);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static void Import(string path, string directory, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        bool isArchive = Directory.Exists(path);
        if (!isArchive && !File.Exists(path)) throw new UsageException($"{path}: there is no such file, and no archive");
        if (isArchive && Path.GetFullPath(path).TrimEnd('/') == Path.GetFullPath(directory).TrimEnd('/')) throw new UsageException($"{path}: is the archive that it would be imported into");
        try
        {
            if (isArchive) ConfiguredColumns.UseThoseOf(path);
            using ParquetArchive archive = ArchiveOption.Open(directory, ArchiveOption.Importing);
            long rows = isArchive ? ArchiveImport.Archive(path, archive, cancellation) : ArchiveImport.File(path, archive, cancellation);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"weir: {path}: {rows} records, archived in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
        }
        catch (Exception failure) when (failure is ArchiveNotFoundException or IOException or UnauthorizedAccessException)
        {
            throw new RunException(failure.Message);
        }
    }
}
