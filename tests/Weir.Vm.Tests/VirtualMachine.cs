using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.Vm.Tests;

/// <summary>
/// One run of tests/vm/boot: Debian's kernel under emulation, with the built program in it. What happens there is in tests/vm/guest; the tests read what it
/// brought back.
/// </summary>
public sealed class VirtualMachine : IDisposable
{
    // The machine has a limit of its own, in tests/vm/boot, which is shorter and says more.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(11);

    private readonly TemporaryDirectory _results = new();

    public VirtualMachine()
    {
        Obstacle = ((string[])["qemu-system-x86_64", "cpio", "depmod", "busybox", "apt-cache"]).FirstOrDefault(static program => Tool.Find(program) is null) is { } missing
            ? $"{missing} is not installed"
            : null;
        if (Obstacle is not null) return;
        ToolResult run = Tool.Run(RepositoryRoot.Path("tests/vm/boot"), [RepositoryRoot.Path("artifacts/weir"), _results.Path], Limit);
        if (run.ExitCode != 0) throw new InvalidOperationException($"tests/vm/boot ended with {run.ExitCode}: {run.Error}");
    }

    /// <summary>Why there is no machine; <see langword="null"/> where there was one.</summary>
    public string? Obstacle { get; }

    /// <summary>What a script printed.</summary>
    public string Log(string script) => Read($"{script}.log");

    /// <summary>How the scripts ended, a line each.</summary>
    public string Scripts => Read("scripts");

    /// <summary>The results of a step.</summary>
    public Step this[string step] => new(_results[step]);

    public void Dispose() => _results.Dispose();

    private string Read(string file)
    {
        Assert.SkipWhen(Obstacle is not null, Obstacle ?? "");
        return File.ReadAllText(_results[file]);
    }
}
