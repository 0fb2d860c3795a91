using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Weir.Testing.Processes;

/// <summary>A program while it runs. Disposing ends it, by its own id, where it has not ended by itself.</summary>
public sealed partial class RunningTool : IDisposable
{
    private const int SigTerm = 15;
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private RunningTool(Process process, Action<string>? output)
    {
        _process = process;
        process.OutputDataReceived += (_, line) =>
        {
            if (output is null) Append(_output, line.Data);
            else if (line.Data is not null) output(line.Data);
        };
        process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
    }

    /// <summary>What it has printed so far.</summary>
    public string OutputSoFar => Snapshot(_output);

    /// <summary>What it has said on standard error so far.</summary>
    public string ErrorSoFar => Snapshot(_error);

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">What it is told.</param>
    /// <param name="redirectInput">Whether <see cref="Input"/> is written to.</param>
    /// <param name="output">Gets each line it prints, on a thread of its own; nothing is kept then.</param>
    public static RunningTool Start(string program, IEnumerable<string> arguments, bool redirectInput = false, Action<string>? output = null)
    {
        var start = new ProcessStartInfo(Tool.Find(program) ?? program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = redirectInput,
            UseShellExecute = false,
        };
        start.Environment["LC_ALL"] = "C";
        var tool = new RunningTool(new Process { StartInfo = start }, output);
        tool._process.Start();
        tool._process.BeginOutputReadLine();
        tool._process.BeginErrorReadLine();
        return tool;
    }

    /// <summary>Its input, which stays open until it is disposed of.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Writes all of its input and closes it.</summary>
    public void CloseInput(string text)
    {
        _process.StandardInput.Write(text);
        _process.StandardInput.Close();
    }

    /// <summary>Waits until it has said a text on either stream.</summary>
    public void WaitForText(string text, TimeSpan limit)
    {
        long started = Stopwatch.GetTimestamp();
        while (!OutputSoFar.Contains(text, StringComparison.Ordinal) && !ErrorSoFar.Contains(text, StringComparison.Ordinal))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > limit)
                throw new TimeoutException($"{_process.StartInfo.FileName} did not say '{text}'; it said: {OutputSoFar}{ErrorSoFar}");
            _process.WaitForExit(20);
        }
    }

    /// <summary>Waits for its end; past the limit it is killed and that is an error.</summary>
    public ToolResult WaitForEnd(TimeSpan limit)
    {
        if (!_process.WaitForExit(limit))
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture,
                $"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} had not ended after {limit.TotalSeconds:0} s; it said: {OutputSoFar}{ErrorSoFar}"));
        }

        _process.WaitForExit();
        return new ToolResult(_process.ExitCode, OutputSoFar, ErrorSoFar);
    }

    /// <summary>Asks it to end as a service manager does, and waits. (Ctrl-C's signal may be ignored in what a script starts.)</summary>
    public ToolResult Stop(TimeSpan? limit = null)
    {
        if (!_process.HasExited && SendSignal(_process.Id, SigTerm) != 0) throw new InvalidOperationException($"no signal to process {_process.Id}");
        return WaitForEnd(limit ?? TimeSpan.FromSeconds(30));
    }

    /// <summary>Ends it at once, as a crash does.</summary>
    public void KillHard()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.Append(line).Append('\n');
    }

    private static string Snapshot(StringBuilder text)
    {
        lock (text) return text.ToString();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
