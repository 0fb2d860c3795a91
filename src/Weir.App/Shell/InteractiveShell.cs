using System.Runtime.InteropServices;
using Weir.App.Commands;

namespace Weir.App.Shell;

/// <summary>Reads lines and does them, until the end: Ctrl-D, <c>exit</c>, SIGTERM. Ctrl-C ends what a line began, not the shell.</summary>
internal sealed class InteractiveShell : IDisposable
{
    private readonly ShellCommands _commands;
    private readonly ShellHistory _history;
    private readonly CancellationTokenSource _end = new();
    private readonly PosixSignalRegistration[] _signals;
    private CancellationTokenSource? _running;

    public InteractiveShell(ShellCommands commands, ShellHistory history)
    {
        _commands = commands;
        _history = history;
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, End),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, End),
        ];
    }

    /// <summary>Lines from a terminal, with editing.</summary>
    public async Task<int> RunTerminalAsync()
    {
        var editor = new LineEditor(TerminalKeys.ReadAsync, Console.Out, static () => Console.WindowWidth, _history, new ShellCompletion(_commands.Root));
        try
        {
            while (await editor.ReadLineAsync(_end.Token) is { } line)
            {
                _history.Add(line);
                if (IsEnd(line)) break;
                Console.TreatControlCAsInput = false;
                await DoAsync(line);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to end, or the terminal is gone.
        }

        Console.TreatControlCAsInput = false;
        return ExitCode.Ok;
    }

    /// <summary>Lines of a file or a pipe. The first that fails ends it.</summary>
    public async Task<int> RunLinesAsync(TextReader lines)
    {
        while (await lines.ReadLineAsync(_end.Token) is { } line && !IsEnd(line))
        {
            if (line.TrimStart().StartsWith('#')) continue;
            if (await DoAsync(line) is var code and not ExitCode.Ok) return code;
        }

        return ExitCode.Ok;
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals) signal.Dispose();
        _end.Dispose();
    }

    private static bool IsEnd(string line) => line.Trim() is "exit" or "quit";

    private async Task<int> DoAsync(string line)
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        Volatile.Write(ref _running, running);
        try
        {
            return await _commands.RunAsync(line, running.Token);
        }
        finally
        {
            Volatile.Write(ref _running, null);
        }
    }

    private void Interrupt(PosixSignalContext signal)
    {
        signal.Cancel = true;
        try
        {
            Volatile.Read(ref _running)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    private void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _end.Cancel();
    }
}
