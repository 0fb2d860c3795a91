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
        Option<string?> users = ConsoleOption.Users("--users");
        var certificate = new Option<string?>("--certificate") { Description = "Certificate for HTTPS, PEM" };
        var key = new Option<string?>("--key") { Description = "Its key, PEM; by itself in the certificate's file" };
        var command = new Command("console", "Serve the web console over an archive, until told to stop") { archive, listen, users, certificate, key };
        command.SetAction(async (line, cancellation) =>
        {
            string directory = line.GetRequiredValue(archive);
            if (!Directory.Exists(directory)) throw new RunException($"there is no archive in {directory}");
            if (line.GetValue(key) is not null && line.GetValue(certificate) is null) throw new UsageException($"{key.Name} is of a certificate: say {certificate.Name} FILE, too");
            await ServeAsync(ConsoleOption.Read(line, listen, users)! with { Certificate = line.GetValue(certificate), Key = line.GetValue(key) }, directory, cancellation);
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
