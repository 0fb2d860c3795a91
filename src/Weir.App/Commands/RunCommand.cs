using System.CommandLine;
using Weir.App.Composition;
using Weir.App.Configuration;
using Weir.App.Operating;

namespace Weir.App.Commands;

/// <summary><c>weir run</c>: everything that a configuration file says, until told to stop.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Option<string> file = CheckCommand.FileOption();
        var command = new Command("run", "Run what a configuration file says; SIGHUP reads it again") { file };
        command.SetAction(async (line, cancellation) =>
        {
            string path = Path.GetFullPath(line.GetRequiredValue(file));
            ConfigurationFile configuration = ConfigurationFile.Load(path, ConfigurationFile.ProcessEnvironment());
            if (CheckCommand.Say(configuration)) return ExitCode.Usage;
            if (configuration.Options!.User is { } user) RunAsUser.Become(user, configuration.Options);
            if (configuration.Options.FlowCollect is { } collect)
            {
                // Before the exporter makes the first batch.
                ConfiguredColumns.Use(collect.Columns, static wrong => new UsageException(wrong));
                ConfiguredColumns.UseThoseOf(collect.Archive);
            }

            using var daemon = new Daemon(path, new StderrLogger(), TimeProvider.System, ServiceNotifier.FromEnvironment());
            return await daemon.RunAsync(configuration.Options, cancellation);
        });
        return command;
    }
}
