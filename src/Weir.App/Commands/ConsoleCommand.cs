using System.CommandLine;
using Weir.App.Api.Hosting;
using Weir.App.Composition;

namespace Weir.App.Commands;

/// <summary><c>weir console</c>: the web console over an archive, whether anything is collected or not.</summary>
internal static class ConsoleCommand
{
    public static Command Create()
    {
        Option<string> archive = ArchiveOption.Create();
        var listen = new Option<string?>("--listen", "-l") { Description = "Where the console is to be", DefaultValueFactory = static _ => ConsoleOption.Usual };
        var command = new Command("console", "Serve the web console over an archive, until told to stop") { archive, listen };
        command.SetAction(async (line, cancellation) =>
        {
            string directory = line.GetRequiredValue(archive);
            if (!Directory.Exists(directory)) throw new RunException($"there is no archive in {directory}");
            await ServeAsync(ConsoleOption.Read(line, listen)!, directory, cancellation);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Serves until told to stop.</summary>
    public static async Task ServeAsync(ConsoleOptions options, string archive, CancellationToken cancellation)
    {
        ConfiguredColumns.UseThoseOf(archive);
        await using ConsoleServer server = await ConsoleServer.StartAsync(options, new ConsoleSource(() => archive), TimeProvider.System, new StderrLogger());
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
