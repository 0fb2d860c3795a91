using System.CommandLine;
using System.Globalization;
using Weir.App.Composition;
using Weir.Query.Planning;
using Weir.Storage.Compaction;
using Weir.Storage.Rollups;
using Weir.Storage.Upkeep;

namespace Weir.App.Commands;

/// <summary><c>weir archive compact</c>: few files an hour, and sums.</summary>
internal static class ArchiveCompactCommand
{
    public static Command Create()
    {
        Option<string> archive = ArchiveOption.Create();
        var rollups = new Option<string[]>("--rollup") { Description = "Columns to sum by, such as proto+dst_port or src_addr@10m; may be repeated; 'none' for no sums; by itself the usual ones" };
        var command = new Command("compact", "Make few files of the small ones of each hour that is over, and sum them up") { archive, rollups };
        command.SetAction((line, cancellation) =>
        {
            var options = new UpkeepOptions { Rollups = Read(line.GetValue(rollups) ?? [], rollups.Name) };
            (CompactionResult compacted, int sums) = UpkeepQuestion.Do(
                line.GetRequiredValue(archive),
                options,
                upkeep => (upkeep.Compact(onlyQuiet: false, Tell, cancellation), upkeep.SumUp(onlyQuiet: false, cancellation)),
                cancellation);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"weir: {compacted.Files} files with {compacted.Records} records became {compacted.NewFiles}, {compacted.BytesBefore} octets became {compacted.BytesAfter}; {sums} files of sums"));
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static void Tell(string table, long hour, CompactionResult result) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"weir: {table} {TimeExpression.Format(hour)}: {result.Files} files became {result.NewFiles}"));

    private static IReadOnlyList<Rollup> Read(string[] texts, string option) => texts switch
    {
        [] => Rollup.Defaults,
        ["none"] => [],
        _ => [.. texts.Select(text => Rollup.TryParse(text, out Rollup? rollup, out string? problem) ? rollup : throw new UsageException($"{option}: {problem}"))],
    };
}
