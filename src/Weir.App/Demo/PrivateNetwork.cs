using System.Diagnostics;
using Weir.App.Commands;

namespace Weir.App.Demo;

/// <summary>
/// A network of one's own for users who may not capture: in a user namespace (user_namespaces(7)) anyone may, on the loopback
/// interface that comes with it.
/// </summary>
internal static class PrivateNetwork
{
    private const string Mark = "WEIR_DEMO_PRIVATE_NETWORK";

    /// <summary>Whether this process is not in one already.</summary>
    public static bool CanBeMade => Environment.GetEnvironmentVariable(Mark) is null;

    /// <summary>Runs this same command line in a private network and gives its exit code.</summary>
    /// <param name="more">What is added to it.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public static async Task<int> RunAgainAsync(IEnumerable<string> more, CancellationToken cancellation)
    {
        Console.Error.WriteLine("weir: capturing needs root or CAP_NET_RAW; the demo goes on in a private network of its own");
        var start = new ProcessStartInfo("unshare",
        [
            "--user", "--map-root-user", "--net", "sh", "-c", "ip link set lo up && exec \"$0\" \"$@\"",
            Environment.ProcessPath!, .. Environment.GetCommandLineArgs().Skip(1), .. more,
        ]);
        start.Environment[Mark] = "1";
        try
        {
            using Process again = Process.Start(start)!;
            await again.WaitForExitAsync(cancellation);
            return again.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new RunException("no private network can be made either (unshare is missing); run the demo as root: sudo ./weir demo");
        }
    }
}
