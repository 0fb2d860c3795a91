using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Weir.Testing.Networks;

/// <summary>
/// Runs a test in a network namespace of its own: interfaces made there disturb nobody and go away by themselves. Linux, root.
/// </summary>
public static partial class PrivateNetwork
{
    private const int NewNetworkNamespace = 0x4000_0000;

    /// <summary>Why private networks cannot be made here, or null where they can.</summary>
    public static string? Obstacle =>
        !OperatingSystem.IsLinux() ? "Network namespaces need Linux."
        : !Environment.IsPrivilegedProcess ? "Network namespaces need root."
        : !File.Exists("/usr/sbin/ip") && !File.Exists("/sbin/ip") && !File.Exists("/usr/bin/ip") ? "The program 'ip' is not installed."
        : null;

    /// <summary>
    /// Runs an action on a thread of its own in a new namespace. Sockets made and programs started by it belong there for life.
    /// IPv6 is off, so that interfaces carry nothing but what the test sends.
    /// </summary>
    public static void Run(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                if (Unshare(NewNetworkNamespace) != 0)
                    throw new InvalidOperationException($"unshare: {Marshal.GetLastPInvokeErrorMessage()}");
                foreach (string scope in (string[])["all", "default"])
                    File.WriteAllText($"/proc/sys/net/ipv6/conf/{scope}/disable_ipv6", "1");
                Ip("link set lo up");
                action();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>Makes two interfaces that are the ends of one cable, up and without addresses.</summary>
    public static void Cable(string one, string other)
    {
        Ip($"link add name {one} type veth peer name {other}");
        Ip($"link set {one} up");
        Ip($"link set {other} up");
    }

    /// <summary>Runs the program 'ip' in the calling thread's namespace.</summary>
    public static void Ip(string arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo("ip", arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"ip {arguments}: {error}");
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);
}
