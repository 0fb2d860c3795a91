using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.App.Composition;
using Weir.App.Configuration.Options;
using Weir.App.Operating;
using Weir.App.Operating.Metrics;
using Weir.App.Tests.Configuration;
using Weir.Collector.Listening;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Wire.Ipfix;

namespace Weir.App.Tests.Operating;

/// <summary>A section that runs on a loopback interface of its own: what is told, and what a new configuration leaves undisturbed.</summary>
public sealed class DaemonTests
{
    private const int Packets = 50;

    [Fact]
    public void A_new_collector_and_new_timeouts_lose_no_flow() => InPrivate(() =>
    {
        using Socket first = Collector(out int firstPort);
        using Socket second = Collector(out int secondPort);
        using var exporter = new ExporterRun(NullLogger.Instance, Fail, CancellationToken.None);
        exporter.Apply(Options($"collector a {{ address 127.0.0.1; port {firstPort}; protocol ipfix; }} metering {{ interface lo; }}"));
        Await(() => exporter.Meters[0].IsOpen);
        Send(Packets);
        Await(() => exporter.Meters[0].Counters.MeteredPackets == Packets);
        ExportedCollector before = exporter.Collectors.Collectors[0];

        // Other timeouts end the flows, to the collectors there were; the first collector goes on as it is.
        exporter.Apply(Options(
            $"collector a {{ address 127.0.0.1; port {firstPort}; protocol ipfix; }} collector b {{ address 127.0.0.1; port {secondPort}; protocol ipfix; }} metering {{ interface lo; idle-timeout 9; }}"));
        Assert.Same(before, exporter.Collectors.Collectors[0]);
        Assert.Equal(Packets, exporter.Meters[0].Counters.Records);
        Send(Packets);
        Await(() => exporter.Meters[0].Counters.MeteredPackets == 2 * Packets);
        exporter.Dispose();

        Assert.Equal(2 * Packets, exporter.Meters[0].Counters.Records);
        Assert.Equal(0, exporter.Meters[0].Counters.FlowsActive);
        Assert.Equal((2 * Packets, Packets), (Records(first), Records(second)));
    });

    [Fact]
    public void Removing_a_collector_leaves_metering_alone() => InPrivate(() =>
    {
        using Socket first = Collector(out int port);
        using Socket second = Collector(out int other);
        using var exporter = new ExporterRun(NullLogger.Instance, Fail, CancellationToken.None);
        exporter.Apply(Options($"collector a {{ address 127.0.0.1; port {port}; protocol ipfix; }} collector b {{ address 127.0.0.1; port {other}; protocol ipfix; }} metering {{ interface lo; }}"));
        InterfaceMeter meter = exporter.Meters[0];
        Await(() => meter.IsOpen);
        Send(Packets);
        Await(() => meter.Counters.MeteredPackets == Packets);

        exporter.Apply(Options($"collector a {{ address 127.0.0.1; port {port}; protocol ipfix; }} metering {{ interface lo; }}"));

        Assert.Same(meter, exporter.Meters[0]);
        // The last message to the collector that went may still have been in the ring; nobody leaves it out any more.
        Assert.Equal(0, meter.Counters.Records);
        Assert.InRange(meter.Counters.FlowsActive, Packets, Packets + 1);
        exporter.Dispose();
        Assert.InRange(Records(first), Packets, Packets + 1);
    });

    [Theory]
    [InlineData("ipfix")]
    [InlineData("netflow9")]
    [InlineData("sflow")]
    public void Interface_counters_go_to_a_collector_by_its_protocol(string protocol) => InPrivate(() =>
    {
        using Socket collector = Collector(out int port);
        using var exporter = new ExporterRun(NullLogger.Instance, Fail, CancellationToken.None);
        exporter.Apply(Options($"collector a {{ address 127.0.0.1; port {port}; protocol {protocol}; polling-interval 1; agent-address 192.0.2.7; }}"));

        Await(() => collector.Available > 0);
        byte[] message = new byte[2048];
        int length = collector.Receive(message);

        int version = protocol switch { "ipfix" => 10, "netflow9" => 9, _ => 5 };
        Assert.Equal(version, protocol == "sflow" ? message[3] : message[1]);
        if (protocol == "sflow") Assert.Equal([192, 0, 2, 7], message[8..12]);
        Assert.True(length > 60);
    });

    [Fact]
    public void A_running_daemon_answers_what_is_asked_and_keeps_the_last_good_configuration() => InPrivate(() =>
    {
        using var directory = new TemporaryDirectory();
        using Socket collector = Collector(out int port);
        string good = $"flow-export {{ collector lab {{ address 127.0.0.1; port {port}; protocol ipfix; }} metering {{ interface lo; }} }} control {{ socket {directory["s"]}; }}";
        File.WriteAllText(directory["weir.conf"], good);
        using var stop = new CancellationTokenSource();
        using var daemon = new Daemon(directory["weir.conf"], NullLogger.Instance, TimeProvider.System, new ServiceNotifier(null));
        Task<int> running = daemon.RunAsync(Read.Options(good), stop.Token);
        Await(() => daemon.Exporter is { Meters: [{ IsOpen: true }] });

        JsonElement idle = Ask(daemon, new("show flow-export"));
        Send(Packets);
        Await(() => daemon.Exporter!.Meters[0].Counters.MeteredPackets == Packets);
        JsonElement flows = Ask(daemon, new("show flows", Count: 20));
        JsonElement expired = Ask(daemon, new("expire-all"));
        Send(3);
        Await(() => daemon.Exporter!.Meters[0].Counters.FlowsActive == 3);
        JsonElement deleted = Ask(daemon, new("delete-all"));
        Ask(daemon, new("stop-gather"));
        Send(5);
        Await(() => daemon.Exporter!.Meters[0].Counters.Discarded >= 5);
        Ask(daemon, new("start-gather"));
        JsonElement told = Ask(daemon, new("show flow-export", "lab"));

        Assert.Equal(["name", "address", "port", "protocol", "datagrams-sent", "bytes-sent", "errors", "sequence"], Keys(idle[0])[..8]);
        Assert.Equal(["name", "address", "port", "protocol", "datagrams-sent", "bytes-sent", "errors", "sequence", "last-export-time", "queue-drops"], Keys(told[0]));
        Assert.Equal(("lab", "127.0.0.1", port, "ipfix"), (told[0].GetProperty("name").GetString(), told[0].GetProperty("address").GetString(), told[0].GetProperty("port").GetInt32(), told[0].GetProperty("protocol").GetString()));
        Assert.True(told[0].GetProperty("sequence").GetInt32() >= Packets);
        Assert.Equal(20, flows.GetArrayLength());
        Assert.Equal("lo", flows[0].GetProperty("interface").GetString());
        Assert.Equal(17, flows[0].GetProperty("proto").GetInt32());
        Assert.Equal((Packets, 3), (expired.GetProperty("expired").GetInt32(), deleted.GetProperty("deleted").GetInt32()));
        Assert.Contains("no collector 'x'; there are lab", Error(daemon, new("show flow-export", "x")), StringComparison.Ordinal);
        Assert.Contains("unknown command", Error(daemon, new("dance")), StringComparison.Ordinal);
        string metrics = StatusMetrics.Render(daemon.Status);
        Assert.Contains("weir_flowexport_errors_total{collector=\"lab\",protocol=\"ipfix\"} 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"weir_flowexport_flows_total{{collector=\"lab\"}} {Packets}\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"weir_flowexport_samples_total{{interface=\"lo\"}} {Packets + 3}\n", metrics, StringComparison.Ordinal);

        Ask(daemon, new("shutdown"));
        Wait(running);
        Assert.Equal(Packets, Records(collector));
    });

    [Fact]
    public async Task What_comes_while_the_collector_begins_anew_is_not_lost()
    {
        using var directory = new TemporaryDirectory();
        FlowCollectOptions options = new(new ListenPlan([new IPEndPoint(IPAddress.Loopback, FreePort())], 2, null), directory["archive"], directory["journal"], TimeSpan.FromSeconds(60), new UpkeepSection(new()));
        using var sockets = new ListenerSockets();
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await sender.ConnectAsync(options.Listening.Udp[0], TestContext.Current.CancellationToken);
        byte[] message = [0, 10, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        await using (CollectorRun first = CollectorRun.Start(options, sockets, NullLogger.Instance, Fail))
        {
            // Until it is bound the host refuses.
            await EventuallyAsync(() => TrySend(sender, message) && first.Process.Status.Datagrams > 0);
        }

        for (int i = 0; i < 100; i++) Assert.True(TrySend(sender, message));
        await using CollectorRun second = CollectorRun.Start(options with { SegmentAge = TimeSpan.FromSeconds(30) }, sockets, NullLogger.Instance, Fail);

        await EventuallyAsync(() => second.Process.Status.Datagrams == 100);
    }

    [Fact]
    public async Task Connections_of_exporters_are_told_and_begin_anew_with_another_limit()
    {
        using var directory = new TemporaryDirectory();
        var endpoint = new IPEndPoint(IPAddress.Loopback, FreePort());
        FlowCollectOptions options = new(ListenPlan.Of([(ListenSchemes.Tcp, endpoint)], 1, new()), directory["archive"], directory["journal"], TimeSpan.FromSeconds(60), new UpkeepSection(new()));
        using var sockets = new ListenerSockets();
        byte[] message = [0, 10, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        for (int time = 0; time < 2; time++)
        {
            FlowCollectOptions these = options with { Listening = options.Listening with { Streams = options.Listening.Streams! with { MaxConnections = 7 + time } } };
            Assert.Equal(time == 0, these.SameAs(these with { Listening = ListenPlan.Of([(ListenSchemes.Tcp, endpoint)], 1, new() { MaxConnections = 7 }) }));
            await using CollectorRun run = CollectorRun.Start(these, sockets, NullLogger.Instance, Fail);
            using var exporter = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await EventuallyAsync(() => TryConnect(exporter, endpoint));
            await exporter.SendAsync(message, TestContext.Current.CancellationToken);
            await EventuallyAsync(() => run.Process.Status.Datagrams == 1);
            OperatingStatus status = OperatingStatus.Of(null, run, default);
            Assert.Contains("weir_flowcollect_connections 1\n", StatusMetrics.Render(status), StringComparison.Ordinal);
            using var octets = new MemoryStream();
            await using (var json = new Utf8JsonWriter(octets)) StatusJson.WriteStatistics(status, default, json);
            Assert.Contains("\"connections\":{\"open\":1,\"accepted\":1,\"refused-full\":0,", System.Text.Encoding.UTF8.GetString(octets.ToArray()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_the_section_it_says_so()
    {
        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets))
            Assert.Null(StatusJson.WriteFlowExport(OperatingStatus.Of(null, null, default), null, json));

        Assert.Equal("{\"status\":\"not-configured\"}", System.Text.Encoding.UTF8.GetString(octets.ToArray()));
    }

    private static int FreePort()
    {
        using Socket socket = Collector(out int port);
        return port;
    }

    private static bool TrySend(Socket socket, byte[] message)
    {
        try
        {
            return socket.Send(message) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool TryConnect(Socket socket, IPEndPoint endpoint)
    {
        try
        {
            socket.Connect(endpoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Task EventuallyAsync(Func<bool> condition) => Task.Run(() => Await(condition));

    private static void InPrivate(Action test)
    {
        Assert.SkipWhen(PrivateNetwork.Obstacle is not null, PrivateNetwork.Obstacle ?? "");
        PrivateNetwork.Run(test);
    }

    private static FlowExportOptions Options(string section) => Read.Options($"flow-export {{ {section} }}").FlowExport!;

    private static void Fail(Exception failure) => Assert.Fail(failure.ToString());

    // A flow for each packet, as each comes from a port of its own. Somebody has to listen, or answers that nobody does are metered too.
    private static void Send(int packets)
    {
        using Socket listener = Collector(out int port);
        Socket[] senders = [.. Enumerable.Range(0, packets).Select(static _ => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))];
        foreach (Socket sender in senders) sender.SendTo(new byte[20], new IPEndPoint(IPAddress.Loopback, port));
        foreach (Socket sender in senders) sender.Dispose();
    }

    private static Socket Collector(out int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 200 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return socket;
    }

    // Records in all messages that came, by the length of their data sets.
    private static int Records(Socket collector)
    {
        int records = 0;
        byte[] buffer = new byte[65536];
        while (collector.Available > 0)
        {
            int length = collector.Receive(buffer);
            var message = buffer.AsSpan(0, length);
            for (int at = IpfixHeader.Size; at + IpfixSet.HeaderSize <= message.Length;)
            {
                int id = message[at] << 8 | message[at + 1];
                int size = message[at + 2] << 8 | message[at + 3];
                if (id == Exporter.Exporting.ExportTemplate.Ipv4Id) records += (size - IpfixSet.HeaderSize) / Ipv4Length;
                at += size;
            }
        }

        return records;
    }

    private static int Ipv4Length { get; } =
        Exporter.Exporting.ExportTemplate.Build(Exporter.Exporting.ExportTemplate.DefaultColumns, ipv6: false).RecordLength;

    private static string[] Keys(JsonElement value) => [.. value.EnumerateObject().Select(static property => property.Name)];

    private static JsonElement Ask(Daemon daemon, ControlRequest request)
    {
        (string? error, JsonElement? result) = Answer(daemon, request);
        Assert.Null(error);
        return result!.Value;
    }

    private static string Error(Daemon daemon, ControlRequest request) => Answer(daemon, request).Error ?? "";

    private static (string? Error, JsonElement? Result) Answer(Daemon daemon, ControlRequest request)
    {
        using var octets = new MemoryStream();
        string? error;
        using (var json = new Utf8JsonWriter(octets))
        {
            Task<string?> task = new ControlCommands(daemon).DoAsync(request, json);
            Wait(task);
#pragma warning disable VSTHRD002 // It has ended.
            error = task.Result;
#pragma warning restore VSTHRD002
        }

        if (error is not null) return (error, null);
        using JsonDocument document = JsonDocument.Parse(octets.ToArray());
        return (null, document.RootElement.Clone());
    }

#pragma warning disable VSTHRD002 // A network namespace belongs to a thread, so the tests stay on theirs.
    private static void Wait(Task task) => Assert.True(task.Wait(TimeSpan.FromSeconds(20)), "no end in time");
#pragma warning restore VSTHRD002

    private static void Await(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)), "it did not come in time");
}
