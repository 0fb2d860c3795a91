using System.CommandLine;
using Weir.App.Composition;
using Weir.App.Configuration;
using Weir.App.Machine;
using Weir.App.Output;
using Weir.Collector.Enriching.Networks;

namespace Weir.App.Commands;

/// <summary><c>weir check</c>: all that is wrong with a configuration, or how it takes effect.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Option<string> file = FileOption();
        file.Required = false;
        var machine = new Option<bool>("--machine") { Description = "Try every source of packets and flows on this machine, and say what is missing" };
        Option<OutputFormat> format = Choice.Create("--format", "-f", OutputFormat.Table);
        var command = new Command("check", "Check a configuration: all errors with line and column, or the effective configuration; or the machine") { file, machine, format };
        command.SetAction(line =>
        {
            if (line.GetValue(machine))
            {
                ReportWriter.Write(MachineProbes.Look(), line.GetValue(format), Console.Out);
                return ExitCode.Ok;
            }

            if (line.GetValue(file) is not { } path) throw new UsageException("say what to check: -c FILE or --machine");
            ConfigurationFile configuration = ConfigurationFile.Load(path, ConfigurationFile.ProcessEnvironment());
            if (Say(configuration)) return ExitCode.Usage;
            if (configuration.Options?.FlowCollect?.Networks is { } networks)
            {
                try
                {
                    NetworksFile.Read(networks);
                }
                catch (NetworksException wrong)
                {
                    Console.Error.WriteLine(wrong.Message);
                    return ExitCode.Usage;
                }
            }

            EffectiveConfiguration.Write(configuration.Settings, Console.Out);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The option of every verb that reads a configuration.</summary>
    public static Option<string> FileOption() => new("--config", "-c") { Description = "Configuration file: braces, or YAML where it ends in .yaml", Required = true };

    /// <summary>Says all that is wrong on standard error; whether there was anything.</summary>
    public static bool Say(ConfigurationFile configuration)
    {
        foreach (ConfigurationProblem problem in configuration.Problems) Console.Error.WriteLine(problem);
        return configuration.Problems.Count > 0;
    }
}
