using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.App.Tests.Operating;

/// <summary><c>weir run</c> as a process: what the system and its service manager see of it.</summary>
public sealed partial class RunTests
{
    private const int Hangup = 1;

    private static readonly string Weir = Path.Combine(AppContext.BaseDirectory, "weir");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    // CAP_NET_BIND_SERVICE 10, CAP_NET_ADMIN 12, CAP_NET_RAW 13.
    [InlineData("metering { interface lo; }", "metering lo", "0000000000003400")]
    // CAP_PERFMON 38, CAP_BPF 39.
    [InlineData("ebpf { interface lo; active-timeout 1; }", "metering ebpf", "000000c000003400")]
    public void Started_as_root_it_is_another_user_with_few_capabilities_and_meters(string source, string says, string capabilities) => InPrivate(directory =>
    {
        Assert.SkipUnless(OtherUsersMayRun(), "other users may not run what was built here");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_111_111);
        using var collector = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        collector.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        File.WriteAllText(directory["weir.conf"], string.Create(CultureInfo.InvariantCulture,
            $"user nobody; control {{ socket {directory["s"]}; }} flow-export {{ collector a {{ address 127.0.0.1; port {((IPEndPoint)collector.LocalEndPoint!).Port}; protocol ipfix; polling-interval 1; }} {source} }}"));

        using RunningTool weir = RunningTool.Start(Weir, ["run", "-c", directory["weir.conf"]]);
        weir.WaitForText("is in force", Limit);
        weir.WaitForText(says, Limit);
        Dictionary<string, string> status = File.ReadLines($"/proc/{weir.Id}/status").Select(static line => line.Split(':', 2)).ToDictionary(static parts => parts[0], static parts => parts[1].Trim(), StringComparer.Ordinal);

        Assert.Equal("65534\t65534\t65534\t65534", status["Uid"]);
        Assert.Equal("1", status["NoNewPrivs"]);
        foreach (string set in (string[])["CapEff", "CapPrm", "CapAmb", "CapInh"]) Assert.Equal(capabilities, status[set]);
        Assert.True(collector.Poll(Limit, SelectMode.SelectRead));
        Assert.Equal(0, weir.Stop().ExitCode);
    });

    [Fact]
    public void The_service_manager_is_told_of_start_watch_reload_and_end() => InPrivate(directory =>
    {
        Tool.Require("env");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = (int)Limit.TotalMilliseconds };
        manager.Bind(new UnixDomainSocketEndPoint(directory["notify"]));
        File.WriteAllText(directory["weir.conf"], $"control {{ socket {directory["s"]}; }} flow-export {{ metering {{ interface lo; }} }}");

        using RunningTool weir = RunningTool.Start("env", [$"NOTIFY_SOCKET={directory["notify"]}", "WATCHDOG_USEC=1000000", Weir, "run", "-c", directory["weir.conf"]]);
        Assert.StartsWith("READY=1\n", Next(manager), StringComparison.Ordinal);
        Assert.Equal("WATCHDOG=1", Next(manager));
        Assert.Equal(0, SendSignal(weir.Id, Hangup));
        Assert.StartsWith("RELOADING=1\nMONOTONIC_USEC=", NextBut(manager, "WATCHDOG=1"), StringComparison.Ordinal);
        Assert.StartsWith("READY=1\n", NextBut(manager, "WATCHDOG=1"), StringComparison.Ordinal);
        Assert.Equal(0, weir.Stop().ExitCode);
        Assert.Equal("STOPPING=1", NextBut(manager, "WATCHDOG=1"));
    });

    [Fact]
    public void A_hangup_moves_the_control_socket_and_metrics_and_says_what_waits() => InPrivate(directory =>
    {
        string configuration = $"control {{ socket {directory["one"]}; }} metrics {{ listen 127.0.0.1:9191; }} flow-export {{ metering {{ interface lo; }} }}";
        File.WriteAllText(directory["weir.conf"], configuration);
        using RunningTool weir = RunningTool.Start(Weir, ["run", "-c", directory["weir.conf"]]);
        weir.WaitForText("is in force", Limit);
        Assert.Contains("weir_flowexport_flows_active", Tool.Output("curl", "-s", "http://127.0.0.1:9191/metrics"), StringComparison.Ordinal);

        File.WriteAllText(directory["weir.conf"], "user nobody; " + configuration.Replace("one", "two", StringComparison.Ordinal).Replace("9191", "9292", StringComparison.Ordinal));
        Assert.Equal(0, SendSignal(weir.Id, Hangup));
        weir.WaitForText("metrics at http://127.0.0.1:9292", Limit);
        weir.WaitForText("user changed; that takes effect at the next start", Limit);

        Assert.Contains("weir_flowexport_flows_active", Tool.Output("curl", "-s", "http://127.0.0.1:9292/metrics"), StringComparison.Ordinal);
        Assert.NotEqual(0, Tool.Run("curl", ["-s", "http://127.0.0.1:9191/metrics"]).ExitCode);
        Assert.False(File.Exists(directory["one"]));
        Assert.Equal("1\n", Tool.Output(Weir, "cli", "--socket", directory["two"], "show statistics | count"));

        File.WriteAllText(directory["weir.conf"], "metrics { listne 127.0.0.1:1; }");
        Assert.Equal(0, SendSignal(weir.Id, Hangup));
        weir.WaitForText("the last good one stays in force", Limit);
        Assert.Contains("weir.conf:1:11: ", weir.ErrorSoFar, StringComparison.Ordinal);
        Assert.Equal(0, weir.Stop().ExitCode);
    });

    [Fact]
    public void A_networks_file_that_is_wrong_leaves_everything_as_it_is() => InPrivate(directory =>
    {
        File.WriteAllText(directory["networks.csv"], "network,tag\n10.0.0.0/8,office\n");
        string configuration = $"control {{ socket {directory["one"]}; }} metrics {{ listen 127.0.0.1:9191; }} flow-collect {{ listen 127.0.0.1:4739; archive {directory["archive"]}; networks {directory["networks.csv"]}; }}";
        File.WriteAllText(directory["weir.conf"], configuration);
        using RunningTool weir = RunningTool.Start(Weir, ["run", "-c", directory["weir.conf"]]);
        weir.WaitForText("networks.csv: 1 networks", Limit);
        weir.WaitForText("is in force", Limit);

        File.WriteAllText(directory["networks.csv"], "network,tag\n10.0.0.1/8,office\n");
        File.WriteAllText(directory["weir.conf"], configuration.Replace("one", "two", StringComparison.Ordinal));
        Assert.Equal(0, SendSignal(weir.Id, Hangup));
        weir.WaitForText("networks.csv, line 2: '10.0.0.1/8' has bits behind its prefix", Limit);
        Assert.False(File.Exists(directory["two"]));
        string metrics = Tool.Output("curl", "-s", "http://127.0.0.1:9191/metrics");
        Assert.Contains("weir_networks 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("weir_network_files_total{result=\"wrong\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Equal(2, Tool.Run(Weir, ["check", "-c", directory["weir.conf"]]).ExitCode);

        File.WriteAllText(directory["networks.csv"], "network,tag\n10.0.0.0/8,office\n10.1.0.0/16,lab\n");
        Assert.Equal(0, SendSignal(weir.Id, Hangup));
        weir.WaitForText("networks.csv: 2 networks", Limit);
        using var statistics = JsonDocument.Parse(Tool.Output(Weir, "show", "statistics", "--socket", directory["two"]));
        JsonElement networks = statistics.RootElement.GetProperty("flow-collect").GetProperty("networks");
        Assert.Equal((2, 2, 1), (networks.GetProperty("networks").GetInt32(), networks.GetProperty("loads").GetInt32(), networks.GetProperty("failures").GetInt32()));
        Assert.Equal(0, weir.Stop().ExitCode);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_unit_is_one_that_systemd_takes_with_and_without_programs_in_the_kernel(bool withPrograms)
    {
        Tool.Require("systemd-analyze");
        using var directory = new TemporaryDirectory();
        string unit = File.ReadAllText(RepositoryRoot.Path("packaging/systemd/weir.service"));
        // The program need not be installed for its unit to be right.
        File.WriteAllText(directory["weir.service"], unit.Replace("/usr/bin/weir", "/bin/true", StringComparison.Ordinal));
        if (withPrograms)
        {
            Directory.CreateDirectory(directory["weir.service.d"]);
            File.Copy(RepositoryRoot.Path("packaging/systemd/weir.service.d/ebpf.conf"), directory["weir.service.d/ebpf.conf"]);
        }

        ToolResult result = Tool.Run("systemd-analyze", ["verify", directory["weir.service"]]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error + result.Output));
    }

    private static void InPrivate(Action<TemporaryDirectory> test)
    {
        Assert.SkipWhen(PrivateNetwork.Obstacle is not null, PrivateNetwork.Obstacle ?? "");
        using var directory = new TemporaryDirectory();
        PrivateNetwork.Run(() => test(directory));
    }

    private static bool OtherUsersMayRun()
    {
        Tool.Require("setpriv");
        return Tool.Run("setpriv", ["--reuid=65534", "--clear-groups", Weir, "--version"]).ExitCode == 0;
    }

    private static string Next(Socket manager)
    {
        byte[] octets = new byte[4096];
        return Encoding.UTF8.GetString(octets, 0, manager.Receive(octets));
    }

    private static string NextBut(Socket manager, string passed)
    {
        string told;
        do told = Next(manager);
        while (told == passed);
        return told;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
