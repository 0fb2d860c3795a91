using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.App.Configuration.Options;
using Weir.App.Operating;
using Weir.App.Tests.Configuration;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Packets;
using Weir.Testing.Processes;

namespace Weir.App.Tests.Operating;

/// <summary>What collectors are told of sampling, and last, as tshark reads what arrived.</summary>
public sealed class SamplingTests
{
    private const int Packets = 400;

    [Theory]
    [InlineData("netflow5", "cflow.samplerate", "8")]
    [InlineData("netflow9", "cflow.sampling_interval", "8")]
    [InlineData("ipfix", "cflow.sampling_packet_space", "7")]
    public void The_rate_of_an_interface_is_told_in_band(string protocol, string field, string told) => InPrivate(directory =>
    {
        using Socket collector = Collector(out int port);
        using var exporter = new ExporterRun(NullLogger.Instance, Fail, CancellationToken.None);
        exporter.Apply(Options($"collector a {{ address 127.0.0.1; port {port}; protocol {protocol}; }} metering {{ sampling-rate 3; interface lo {{ sampling-rate 8; }} }}"));
        Await(() => exporter.Meters[0].IsOpen);
        Send(Packets);
        Await(() => exporter.Meters[0].Counters is var counters && counters.MeteredPackets + counters.SampledOut + counters.OwnDatagrams >= Packets);
        exporter.Dispose();

        Assert.Equal(8u, exporter.Meters[0].SamplingRate);
        Assert.InRange(exporter.Meters[0].Counters.MeteredPackets, Packets / 8 - 5, Packets / 8 + 5);
        string[] values = Tshark(directory, collector, port, "cflow", "-e", field).Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Contains(told, values);
        Assert.All(values, value => Assert.Contains(value, new[] { told, "0" }));
    });

    [Fact]
    public void Packets_that_are_captured_are_sampled_for_sflow() => InPrivate(directory =>
    {
        using Socket collector = Collector(out int port);
        using var exporter = new ExporterRun(NullLogger.Instance, Fail, CancellationToken.None);
        exporter.Apply(Options(
            $"collector a {{ address 127.0.0.1; port {port}; protocol sflow; polling-interval 3600; }} metering {{ interface lo; }} sampling {{ interface lo {{ rate 4; trunc-size 64; source capture; }} }}"));
        Await(() => exporter.Meters[0].IsOpen);
        Send(Packets);
        Await(() => exporter.Collectors.Collectors[0].Session.Metrics.Samples >= Packets / 4);
        exporter.Dispose();

        string[] rates = Tshark(directory, collector, port, "sflow", "-e", "sflow.flow_sample.sampling_rate").Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(rates.Length, Packets / 4, Packets / 4 + 30);
        Assert.All(rates, static rate => Assert.Equal("4", rate));
    });

    [Fact]
    public void The_last_word_has_all_that_was_sent_and_the_counters() => InPrivate(directory =>
    {
        using Socket collector = Collector(out int port);
        using var exporter = new ExporterRun(NullLogger.Instance, Fail, CancellationToken.None);
        exporter.Apply(Options($"collector a {{ address 127.0.0.1; port {port}; protocol ipfix; polling-interval 3600; }} metering {{ interface lo; }}"));
        Await(() => exporter.Meters[0].IsOpen);
        Send(50);
        Await(() => exporter.Meters[0].Counters.MeteredPackets == 50);
        exporter.Dispose();

        long[] exported = [.. Tshark(directory, collector, port, "cflow", "-e", "cflow.flowsexp").Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(static text => long.Parse(text, CultureInfo.InvariantCulture))];
        Assert.Equal(50, exported[^1]);
    });

    [Fact]
    public void A_new_rate_is_told_before_its_records() => InPrivate(directory =>
    {
        using Socket collector = Collector(out int port);
        using var exporter = new ExporterRun(NullLogger.Instance, Fail, CancellationToken.None);
        string section = $"collector a {{ address 127.0.0.1; port {port}; protocol netflow9; }} metering {{ interface lo; sampling-rate RATE; }}";
        exporter.Apply(Options(section.Replace("RATE", "2", StringComparison.Ordinal)));
        Await(() => exporter.Meters[0].IsOpen);
        Send(Packets);
        Await(() => exporter.Meters[0].Counters is var counters && counters.MeteredPackets + counters.SampledOut >= Packets);
        // As adaptive sampling changes it: flows end, then the new rate is told.
        exporter.Apply(Options(section.Replace("RATE", "4", StringComparison.Ordinal)));
        long before = exporter.Meters[0].Counters.MeteredPackets;
        Send(Packets);
        Await(() => exporter.Meters[0].Counters is var counters && counters.MeteredPackets + counters.SampledOut >= 2 * Packets);
        exporter.Dispose();

        // In the order of arrival: packets of flows scaled by the rate told before.
        string[] lines = Tshark(directory, collector, port, "cflow", "-e", "cflow.sampling_interval", "-e", "cflow.packets").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        (long rate, long scaled) = (1, 0);
        foreach (string[] fields in lines.Select(static line => line.Split('\t')))
        {
            if (fields[0].Length > 0) rate = long.Parse(fields[0].Split(',')[0], CultureInfo.InvariantCulture);
            if (fields.Length > 1 && fields[1].Length > 0) scaled += rate * fields[1].Split(',').Sum(static text => long.Parse(text, CultureInfo.InvariantCulture));
        }

        Assert.Equal(4, rate);
        Assert.InRange(scaled, 2 * Packets - 20, 2 * Packets + 20);
        Assert.True(before > 0);
    });

    private static void InPrivate(Action<TemporaryDirectory> test)
    {
        Assert.SkipWhen(PrivateNetwork.Obstacle is not null, PrivateNetwork.Obstacle ?? "");
        Tool.Require("tshark");
        using var directory = new TemporaryDirectory();
        PrivateNetwork.Run(() => test(directory));
    }

    private static FlowExportOptions Options(string section) => Read.Options($"flow-export {{ {section} }}").FlowExport!;

    private static void Fail(Exception failure) => Assert.Fail(failure.ToString());

    // A flow for each packet.
    private static void Send(int packets)
    {
        using Socket listener = Collector(out int port);
        for (int i = 0; i < packets; i++)
        {
            using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            sender.SendTo(new byte[20], new IPEndPoint(IPAddress.Loopback, port));
        }
    }

    private static Socket Collector(out int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return socket;
    }

    // Fields of all datagrams that came, a line each.
    private static string Tshark(TemporaryDirectory directory, Socket collector, int port, string dissector, params string[] fields)
    {
        string path = directory["came.pcap"];
        List<byte[]> frames = [];
        byte[] buffer = new byte[65536];
        while (collector.Available > 0)
        {
            int length = collector.Receive(buffer);
            frames.Add(FrameBuilder.Ethernet().Ipv4("127.0.0.1", "127.0.0.1").Udp(4000, (ushort)port).Octets(buffer.AsSpan(0, length).ToArray()).Build());
        }

        File.WriteAllBytes(path, PcapWriter.File(frames));
        return Tool.Output("tshark", ["-r", path, "-d", string.Create(CultureInfo.InvariantCulture, $"udp.port=={port},{dissector}"), "-T", "fields", .. fields]);
    }

    private static void Await(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)), "it did not come in time");
}
