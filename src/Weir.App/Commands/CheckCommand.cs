using System.CommandLine;
using Weir.App.Configuration;

namespace Weir.App.Commands;

/// <summary><c>weir check</c>: all that is wrong with a configuration, or how it takes effect.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Option<string> file = FileOption();
        var command = new Command("check", "Check a configuration: all errors with line and column, or the effective configuration") { file };
        command.SetAction(line =>
        {
            ConfigurationFile configuration = ConfigurationFile.Load(line.GetRequiredValue(file), ConfigurationFile.ProcessEnvironment());
            if (Say(configuration)) return ExitCode.Usage;
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
