using System.CommandLine;
using System.Globalization;
using Weir.App.Composition;
using Weir.Storage.Upkeep;

namespace Weir.App.Commands;

/// <summary><c>weir archive verify</c>: whether an archive is whole.</summary>
internal static class ArchiveVerifyCommand
{
    public static Command Create()
    {
        Option<string> archive = ArchiveOption.Create();
        var command = new Command("verify", "Read every file of an archive and check it: rows, hours, names, sums; exit code 1 where something is wrong") { archive };
        command.SetAction((line, cancellation) =>
        {
            VerificationResult result = UpkeepQuestion.Do(line.GetRequiredValue(archive), new(), upkeep => upkeep.Verify(cancellation), cancellation);
            foreach (string problem in result.Problems) Console.Out.WriteLine(problem);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"weir: {result.Files} files, {result.Rows} rows, {result.Sums} files of sums compared: {(result.Problems.Count == 0 ? "all well" : $"{result.Problems.Count} problems")}"));
            return Task.FromResult(result.Problems.Count == 0 ? ExitCode.Ok : ExitCode.Failed);
        });
        return command;
    }
}
