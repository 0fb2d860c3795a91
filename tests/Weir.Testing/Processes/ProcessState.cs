using System.Globalization;

namespace Weir.Testing.Processes;

/// <summary>What a process does at the moment, as the kernel tells it (proc_pid_stat).</summary>
public static class ProcessState
{
    /// <summary>Whether it waits for something. A reader that does has read all that had come.</summary>
    public static bool IsAsleep(int process)
    {
        string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        // Behind the name, which is in parentheses.
        return stat.AsSpan(stat.LastIndexOf(')') + 2)[0] == 'S';
    }
}
