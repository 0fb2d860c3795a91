using System.CommandLine;
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
        var command = new Command("demo", "Show the main job: meter live traffic, export, collect, archive, ask") { seconds, live, archive };
        command.SetAction(async (line, cancellation) =>
        {
            if (line.GetValue(seconds) is < 1 or > 3600) throw new UsageException("--seconds: want 1 to 3600");
            try
            {
                var run = new DemoRun(
                    line.GetValue(live),
                    TimeSpan.FromSeconds(line.GetValue(seconds)),
                    line.GetValue(archive) ?? Directory.CreateTempSubdirectory("weir-demo-").FullName,
                    Console.Out);
                await run.RunAsync(cancellation);
                return ExitCode.Ok;
            }
            catch (AfPacketException) when (line.GetValue(live) is null && PrivateNetwork.CanBeMade)
            {
                return await PrivateNetwork.RunAgainAsync(cancellation);
            }
        });
        return command;
    }
}
