using System.CommandLine;
using Weir.App.Api.Hosting;
using Weir.App.Composition;
using Weir.App.Demo;
using Weir.Capture.AfPacket;

namespace Weir.App.Commands;

/// <summary><c>weir demo</c>: the main job in one go, on live traffic.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var seconds = new Option<int>("--seconds") { Description = "How long to meter", DefaultValueFactory = _ => 6 };
        var live = new Option<string?>("--interface", "-i") { Description = "Interface to meter; by itself loopback, with traffic made for the purpose" };
        var archive = new Option<string?>("--archive", "-a") { Description = "Directory of the archive; by itself a new temporary one" };
        var console = new Option<string?>("--console") { Description = $"Then serve the web console over it, until told to stop: {ConsoleOption.Usual}" };
        var command = new Command("demo", "Show the main job: meter live traffic, export, collect, archive, ask") { seconds, live, archive, console };
        command.SetAction(async (line, cancellation) =>
        {
            if (line.GetValue(seconds) is < 1 or > 3600) throw new UsageException("--seconds: want 1 to 3600");
            ConsoleOptions? pages = ConsoleOption.Read(line, console);
            string directory = line.GetValue(archive) ?? Directory.CreateTempSubdirectory("weir-demo-").FullName;
            try
            {
                await new DemoRun(line.GetValue(live), TimeSpan.FromSeconds(line.GetValue(seconds)), directory, Console.Out).RunAsync(cancellation);
            }
            catch (AfPacketException) when (line.GetValue(live) is null && PrivateNetwork.CanBeMade)
            {
                int code = await PrivateNetwork.RunAgainAsync(line.GetValue(archive) is null ? ["--archive", directory] : [], cancellation);
                if (code != ExitCode.Ok) return code;
            }

            // In a private network no browser would find it: then the process outside serves it.
            if (pages is not null && PrivateNetwork.CanBeMade) await ConsoleCommand.ServeAsync(pages, directory, cancellation);
            return ExitCode.Ok;
        });
        return command;
    }
}
