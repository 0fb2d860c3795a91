using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Xunit;

namespace Weir.Testing.Processes;

/// <summary>Another program, run to its end: an oracle, a peer, or the built <c>weir</c> itself.</summary>
public static class Tool
{
    /// <summary>Skips the test, visibly, where a program is not installed.</summary>
    public static void Require(params string[] programs)
    {
        foreach (string program in programs)
            Assert.SkipWhen(Find(program) is null, $"{program} is not installed");
    }

    /// <summary>Skips the test, visibly, where it does not run as root.</summary>
    public static void RequireRoot() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");

    /// <summary>Runs a program to its end and gives what it printed.</summary>
    public static ToolResult Run(string program, IEnumerable<string> arguments, TimeSpan? limit = null, string? input = null)
    {
        using var running = RunningTool.Start(program, arguments, redirectInput: input is not null);
        if (input is not null) running.CloseInput(input);
        return running.WaitForEnd(limit ?? TimeSpan.FromSeconds(60));
    }

    /// <summary>Runs a program to its end and hands over each line that it prints; none is kept. What the caller throws there is thrown at the end.</summary>
    public static ToolResult ReadLines(string program, IEnumerable<string> arguments, Action<string> line, TimeSpan limit)
    {
        ExceptionDispatchInfo? failure = null;
        using var running = RunningTool.Start(program, arguments, output: text =>
        {
            if (failure is not null) return;
            try
            {
                line(text);
            }
            catch (Exception thrown)
            {
                // On the thread that reads it would end the tests; the caller is whom it concerns.
                failure = ExceptionDispatchInfo.Capture(thrown);
            }
        });
        ToolResult result = running.WaitForEnd(limit);
        failure?.Throw();
        return result;
    }

    /// <summary>Runs a program, and fails the test with what it said where it does not end with 0.</summary>
    public static string Output(string program, params string[] arguments)
    {
        ToolResult result = Run(program, arguments);
        Assert.True(result.ExitCode == 0, string.Create(CultureInfo.InvariantCulture,
            $"{program} {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}{result.Output}"));
        return result.Output;
    }

    /// <summary>Where a program is, the directories of administrators' programs included.</summary>
    public static string? Find(string program) => program.Contains('/')
        ? (File.Exists(program) ? program : null)
        : $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':')
            .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; 128 + signal where a signal ended it.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record ToolResult(int ExitCode, string Output, string Error);
