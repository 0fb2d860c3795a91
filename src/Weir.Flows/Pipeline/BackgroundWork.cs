using System.Runtime.InteropServices;

namespace Weir.Flows.Pipeline;

/// <summary>
/// Work that can wait gives way to work that can not: a datagram that nobody takes out of a socket's buffer in time is lost, while the journal holds what is not
/// archived yet. Where processors are idle it costs nothing.
/// </summary>
public static partial class BackgroundWork
{
    /// <summary>How far such threads step back (setpriority(2), 0 to 19): one of 10 has a tenth of the time of another thread beside it.</summary>
    public const int Niceness = 10;

    private const int Process = 0; // PRIO_PROCESS; on Linux a thread, and 0 the calling one

    /// <summary>Makes the calling thread, and those that it starts, give way. Needs no right; a kernel that refuses is left as it is.</summary>
    public static void GiveWay() => _ = SetPriority(Process, 0, Niceness);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
