using System.Diagnostics;
using System.Text;

namespace Weir.App.Tests.Shell;

/// <summary>A program on a pseudo-terminal, which script(1) makes. Output is taken letter by letter, for a prompt ends no line.</summary>
internal sealed class Terminal : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _shown = new();

    /// <param name="command">A line for sh.</param>
    public Terminal(string command)
    {
        _process = Process.Start(new ProcessStartInfo("script", ["-qfec", command, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        // Not on the pool: those who are asked by the program answer there.
        new Thread(Read) { IsBackground = true }.Start();
    }

    /// <summary>All that was shown so far.</summary>
    public string Shown
    {
        get
        {
            lock (_shown) return _shown.ToString();
        }
    }

    public void Type(string keys)
    {
        _process.StandardInput.Write(keys);
        _process.StandardInput.Flush();
    }

    /// <summary>Waits until a text was shown so many times.</summary>
    public void Await(string text, int times)
    {
        long started = Stopwatch.GetTimestamp();
        lock (_shown)
        {
            while (_shown.ToString().Split(text).Length <= times)
            {
                TimeSpan left = Limit - Stopwatch.GetElapsedTime(started);
                Assert.True(left > TimeSpan.Zero && Monitor.Wait(_shown, left), $"'{text}' was not shown {times} times: {_shown}");
            }
        }
    }

    /// <summary>Waits for the end; gives the exit code.</summary>
    public int End()
    {
        Assert.True(_process.WaitForExit(Limit), $"no end; shown was: {Shown}");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Read()
    {
        char[] letters = new char[1024];
        while (_process.StandardOutput.Read(letters) is > 0 and var count)
        {
            lock (_shown)
            {
                _shown.Append(letters, 0, count);
                Monitor.PulseAll(_shown);
            }
        }
    }
}
