using System.Globalization;
using System.Runtime.InteropServices;
using Weir.Testing.Processes;

namespace Weir.Testing.Networks;

/// <summary>
/// Two hosts of a test's own: network namespaces <c>left</c> and <c>right</c> joined by a veth pair, with 10.77.0.1, fd77::1 and 10.77.0.2, fd77::2.
/// Segmentation offload is off, so that a capture holds packets as a wire would.
/// </summary>
public sealed partial class NamespacePair : IDisposable
{
    private const int CloneNewNet = 0x40000000;
    private const int OpenReadOnly = 0;

    private NamespacePair(string left, string right)
    {
        Left = left;
        Right = right;
    }

    /// <summary>Name of the first namespace.</summary>
    public string Left { get; }

    /// <summary>Name of the second namespace.</summary>
    public string Right { get; }

    /// <summary>Interface in <see cref="Left"/>.</summary>
    public const string LeftInterface = "vleft";

    /// <summary>Interface in <see cref="Right"/>.</summary>
    public const string RightInterface = "vright";

    /// <summary>Makes the pair, or skips the test where that is not possible.</summary>
    public static NamespacePair Create()
    {
        Tool.RequireRoot();
        Tool.Require("ip", "ethtool");
        string suffix = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");
        var pair = new NamespacePair($"weir-l{suffix}", $"weir-r{suffix}");
        Tool.Output("ip", "netns", "add", pair.Left);
        Tool.Output("ip", "netns", "add", pair.Right);
        Tool.Output("ip", "link", "add", LeftInterface, "netns", pair.Left, "type", "veth", "peer", "name", RightInterface, "netns", pair.Right);
        SetUp(pair.Left, LeftInterface, 1);
        SetUp(pair.Right, RightInterface, 2);
        return pair;
    }

    /// <summary>Runs a program in a namespace to its end.</summary>
    public static string Output(string name, string program, params string[] arguments) =>
        Tool.Output("ip", ["netns", "exec", name, program, .. arguments]);

    /// <summary>Starts a program in a namespace.</summary>
    public static RunningTool Start(string name, string program, params string[] arguments) =>
        RunningTool.Start("ip", ["netns", "exec", name, program, .. arguments]);

    /// <summary>Runs code on a thread of its own in a namespace: sockets made there stay there.</summary>
    public static Thread Run(string name, Action body)
    {
        var thread = new Thread(() =>
        {
            int descriptor = Open("/run/netns/" + name, OpenReadOnly);
            if (descriptor < 0 || SetNamespace(descriptor, CloneNewNet) != 0) throw new InvalidOperationException($"cannot enter namespace {name}");
            _ = Close(descriptor);
            body();
        })
        { IsBackground = true };
        thread.Start();
        return thread;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Tool.Run("ip", ["netns", "del", Left]);
        Tool.Run("ip", ["netns", "del", Right]);
    }

    private static void SetUp(string name, string networkInterface, int host)
    {
        // Without duplicate address detection the first IPv6 packet need not wait a second.
        Output(name, "sysctl", "-qw", "net.ipv6.conf.all.accept_dad=0", $"net.ipv6.conf.{networkInterface}.accept_dad=0");
        Output(name, "ip", "address", "add", $"10.77.0.{host}/24", "dev", networkInterface);
        Output(name, "ip", "address", "add", $"fd77::{host}/64", "dev", networkInterface, "nodad");
        Output(name, "ip", "link", "set", "lo", "up");
        Output(name, "ip", "link", "set", networkInterface, "up");
        Tool.Run("ip", ["netns", "exec", name, "ethtool", "-K", networkInterface, "tso", "off", "gso", "off", "gro", "off", "tx", "off", "rx", "off"]);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "setns")]
    private static partial int SetNamespace(int descriptor, int kind);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
