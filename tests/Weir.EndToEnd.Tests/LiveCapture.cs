using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>tcpdump, writing what passes an interface to a file until disposed.</summary>
internal sealed class LiveCapture : IDisposable
{
    /// <summary>What tcpdump has not read when it is told to end is lost: it is given time to.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(500);

    private readonly RunningTool _tcpdump;

    private LiveCapture(RunningTool tcpdump)
    {
        _tcpdump = tcpdump;
        tcpdump.WaitForText("listening on", TimeSpan.FromSeconds(10));
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
        Thread.Sleep(Settle);
        _tcpdump.Stop();
        _tcpdump.Dispose();
    }

    private static string[] Arguments(string networkInterface, string path) =>
        ["-i", networkInterface, "--immediate-mode", "-U", "-s", "0", "-B", "32768", "-w", path];
}
