using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>tcpdump, writing what passes an interface to a file until disposed.</summary>
internal sealed class LiveCapture : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RunningTool _tcpdump;

    private LiveCapture(RunningTool tcpdump)
    {
        _tcpdump = tcpdump;
        tcpdump.WaitForText("listening on", Patience);
    }

    /// <summary>The UDP datagrams to a port of this host.</summary>
    public static LiveCapture OfLoopback(string path, int port)
    {
        Tool.RequireRoot();
        Tool.Require("tcpdump");
        return new(RunningTool.Start("tcpdump", [.. Arguments("lo", path), $"udp dst port {port}"]));
    }

    /// <summary>All packets of an interface in a namespace.</summary>
    public static LiveCapture Of(string name, string networkInterface, string path) =>
        new(NamespacePair.Start(name, "tcpdump", Arguments(networkInterface, path)));

    public void Dispose()
    {
        // What it has not read when it is told to end is lost; it sleeps when it has read all.
        bool isRead = SpinWait.SpinUntil(() => _tcpdump.HasEnded || ProcessState.IsAsleep(_tcpdump.Id), Patience);
        _tcpdump.Stop();
        _tcpdump.Dispose();
        if (!isRead) throw new TimeoutException("tcpdump does not come to the end of what it reads");
    }

    private static string[] Arguments(string networkInterface, string path) =>
        ["-i", networkInterface, "--immediate-mode", "-U", "-s", "0", "-B", "32768", "-w", path];
}
