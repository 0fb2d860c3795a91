using System.Diagnostics;
using System.Globalization;
using Weir.App.Commands;
using Weir.App.Output;
using Weir.Collector.Enriching.Networks;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Import;
using Weir.Import.Reading;
using Weir.Import.Records;
using Weir.Storage.Parquet;

namespace Weir.App.Composition;

/// <summary>Brings a log of another program into an archive: read while parts of it are written.</summary>
internal static class LogImporting
{
    /// <param name="path">The log, or standard input.</param>
    /// <param name="directory">The archive.</param>
    /// <param name="name">The name of its transaction.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="networks">Says tags, countries and systems of addresses; <see langword="null"/>: nobody does.</param>
    /// <param name="cancellation">Stops it; the archive is as it was then.</param>
    /// <exception cref="RunException">The log cannot be read, or the archive not written.</exception>
    public static int Run(string path, string directory, string name, LogKind kind, LogImportOptions options, NetworkDirectory? networks, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            using LogFile file = LogFile.Open(path);
            using ParquetArchive archive = ArchiveOption.Open(directory, ArchiveOption.ImportingLogs);
            using IFlowTransaction transaction = archive.Begin(name);
            var import = new LogImport(kind, options);
            using (new ProgressLine(file.Name, () => (file.Done, file.Length, import.Records), TimeProvider.System))
            {
                import.Run(file, new UniflowSink(NetworksArguments.Through(networks, transaction)), cancellation);
                transaction.Commit();
            }

            return Say(file.Name, import, Stopwatch.GetElapsedTime(started));
        }
        catch (LogFileException failure)
        {
            throw new RunException(failure.Message);
        }
    }

    private static int Say(string name, LogImport import, TimeSpan elapsed)
    {
        LogTally tally = import.Tally;
        foreach (LogSample sample in tally.Samples) Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"weir: {name}:{sample.Line}: {Words(sample.Problem)}: {sample.Text}"));
        string bad = tally.Bad > 0
            ? string.Create(CultureInfo.InvariantCulture, $", {tally.Bad} bad: {string.Join(", ", Enum.GetValues<LogProblem>().Where(problem => LogTally.IsBad(problem) && tally[problem] > 0).Select(problem => string.Create(CultureInfo.InvariantCulture, $"{tally[problem]} {Words(problem)}")))}")
            : "";
        string none = tally[LogProblem.NoData] > 0 ? string.Create(CultureInfo.InvariantCulture, $", {tally[LogProblem.NoData]} without data") : "";
        double seconds = elapsed.TotalSeconds;
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"weir: {name}: {import.Records + import.Conversations} flow records{(import.Conversations > 0 ? $" of {import.Records} conversations" : "")}{none}{bad}, archived in {seconds:0.0} s, {import.Records / Math.Max(seconds, 0.001):0} a second"));
        return import.Records == 0 && tally.Bad > 0 ? ExitCode.Failed : ExitCode.Ok;
    }

    private static string Words(LogProblem problem) => problem switch
    {
        LogProblem.TooLong => "too long",
        LogProblem.FieldCount => "another number of fields",
        LogProblem.Address => "no address",
        LogProblem.Number => "no number that fits",
        LogProblem.Time => "no time",
        LogProblem.Protocol => "no protocol",
        LogProblem.Word => "an unknown word",
        LogProblem.Missing => "without time or addresses",
        _ => "no JSON",
    };
}
