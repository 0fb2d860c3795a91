using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Collector.Listening;
using Weir.Collector.Teeing;
using Weir.Collector.Tests.Listening;
using Weir.Testing;
using Weir.Testing.Processes;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Teeing;

public sealed class DatagramTeeTests : IDisposable
{
    private static readonly byte[] Data = Ipfix(0, 1, 7, Set(256, new byte[400]));
    private static readonly byte[] Templates = Ipfix(0, 1, 7, Set(2, Template(256, new FieldSpecifier(1, 4, 0))));

    private readonly Socket _four = Collector(IPAddress.Loopback);
    private readonly Received _own = new();

    public void Dispose() => _four.Dispose();

    [Fact]
    public void Datagrams_go_as_they_came_and_the_own_collector_has_them_too()
    {
        TeeMetrics metrics = Run(new() { EndPoint = At(_four) }, [("192.0.2.1", [1, 2, 3]), ("2001:db8::1", []), ("192.0.2.2", Data)]);
        Assert.Equal([[1, 2, 3], [], Data], Taken(_four).Select(static datagram => datagram.Payload));
        Assert.Equal((3, 3, 3 + Data.Length, 0), (_own.Count, metrics.Sent.Value, metrics.Octets.Value, metrics.Dropped));
    }

    [Fact]
    public void Sources_are_kept_and_checksums_are_those_that_the_kernel_wants()
    {
        Tool.RequireRoot();
        // Of every length up to a few words, so that odd ones and all carries are among them.
        (string, byte[])[] sent = [.. Enumerable.Range(0, 300).Select(static i => ($"127.0.{i % 256}.7", Enumerable.Repeat((byte)(255 - i % 3), i).ToArray()))];
        TeeMetrics metrics = Run(new() { EndPoint = At(_four), KeepsSource = true }, [.. sent, ("::1", [1])]);
        Assert.Equal(sent.Select(static (one, i) => (one.Item1, 1000 + i, one.Item2.Length)), Taken(_four).Select(static one => (one.From.Address.ToString(), one.From.Port, one.Payload.Length)));
        Assert.Equal((sent.Length, 1), (metrics.Sent.Value, metrics.OtherFamily.Value));
    }

    [Fact]
    public void Sources_are_kept_in_IPv6()
    {
        Tool.RequireRoot();
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        using Socket six = Collector(IPAddress.IPv6Loopback);
        TeeMetrics metrics = Run(new() { EndPoint = At(six), KeepsSource = true }, [("::1", [1, 2, 3]), ("::1", Data), ("192.0.2.1", [4])]);
        Assert.Equal([(1000, 3), (1001, Data.Length)], Taken(six).Select(static one => (one.From.Port, one.Payload.Length)));
        Assert.Equal((2, 1), (metrics.Sent.Value, metrics.OtherFamily.Value));
    }

    [Fact]
    public void Only_some_exporters_and_one_in_so_many_but_always_templates()
    {
        TeeOptions options = new() { EndPoint = At(_four), OneIn = 10, Exporters = [ExporterPrefix.Of(IPNetwork.Parse("192.0.2.0/25")), ExporterPrefix.Of(IPNetwork.Parse("2001:db8::/64"))] };
        (string, byte[])[] sent = [.. Enumerable.Range(0, 1000).SelectMany(static _ => new[] { ("192.0.2.127", Data), ("192.0.2.128", Data), ("2001:db8::9", Data), ("2001:db8:0:1::", Data) }), ("192.0.2.1", Templates), ("192.0.2.200", Templates)];
        TeeMetrics metrics = Run(options, sent);
        int data = Taken(_four).Count(static one => one.Payload.Length == Data.Length);
        Assert.InRange(data, 140, 260); // of 2000; three standard deviations are 40
        Assert.Equal((data + 1, 2000 - data), (metrics.Sent.Value, metrics.SampledOut.Value));
        Assert.Equal(sent.Length, _own.Count);
    }

    [Fact]
    public void Nobody_there_and_too_long_are_counted_and_stop_nothing()
    {
        IPEndPoint nobody = At(_four);
        _four.Dispose();
        TeeMetrics metrics = Run(new() { EndPoint = nobody }, [.. Enumerable.Range(0, 50).Select(static _ => ("192.0.2.1", Data)), ("192.0.2.1", new byte[65508])]);
        Assert.InRange(metrics.Refused.Value, 1, 50);
        Assert.Equal((50, 1, 51), (metrics.Sent.Value, metrics.TooLong.Value, _own.Count));
    }

    [Fact]
    public void A_datagram_costs_no_allocation()
    {
        TeeMetrics metrics = new(At(_four));
        using var source = new Scripted([("192.0.2.1", Data)]) { IsEndless = true };
        using DatagramTee tee = Open(source, new() { EndPoint = At(_four), OneIn = 2, Exporters = [ExporterPrefix.Of(IPNetwork.Parse("192.0.2.0/24"))] }, metrics);
        Received nowhere = new(keep: false);
        Work();
        AllocationBudget.Check("collector/teeing: forward a datagram", Work);

        void Work()
        {
            for (int i = 0; i < 100; i++) tee.Receive(nowhere, 0);
        }
    }

    private static IPEndPoint At(Socket socket) => (IPEndPoint)socket.LocalEndPoint!;

    private static Socket Collector(IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20 };
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    // On the loopback interface nothing is under way once it was sent.
    private static List<(IPEndPoint From, byte[] Payload)> Taken(Socket socket)
    {
        var taken = new List<(IPEndPoint, byte[])>();
        byte[] buffer = new byte[65535];
        while (socket.Poll(0, SelectMode.SelectRead))
        {
            EndPoint from = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
            int length = socket.ReceiveFrom(buffer, ref from);
            taken.Add(((IPEndPoint)from, buffer[..length]));
        }

        return taken;
    }

    private static DatagramTee Open(IDatagramSource source, TeeOptions options, TeeMetrics metrics)
    {
        var tee = new DatagramTee(source, [(options, metrics)], new Random(1), TimeProvider.System, NullLogger.Instance);
        tee.Open();
        return tee;
    }

    private TeeMetrics Run(TeeOptions options, IEnumerable<(string From, byte[] Payload)> datagrams)
    {
        var metrics = new TeeMetrics(options.EndPoint);
        using DatagramTee tee = Open(new Scripted(datagrams), options, metrics);
        while (tee.Receive(_own, 0) != DatagramReadStatus.End)
        {
        }

        return metrics;
    }

    /// <summary>Gives a datagram a call, from ports 1000 and on.</summary>
    private sealed class Scripted(IEnumerable<(string From, byte[] Payload)> datagrams) : IDatagramSource
    {
        private readonly (IpAddress From, byte[] Payload)[] _datagrams = [.. datagrams.Select(static one => (IpAddress.From(IPAddress.Parse(one.From)), one.Payload))];
        private int _next;

        public bool IsEndless { get; init; }

        public void Open()
        {
        }

        public DatagramReadStatus Receive(IDatagramSink sink, int milliseconds)
        {
            if (_next == _datagrams.Length) return DatagramReadStatus.End;
            (IpAddress from, byte[] payload) = _datagrams[_next];
            sink.Accept(new(0, from, (ushort)(1000 + _next), payload));
            if (!IsEndless) _next++;
            return DatagramReadStatus.Datagrams;
        }

        public void Dispose()
        {
        }
    }
}
