using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Collector.Listening;
using Weir.Testing;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Listening;

public class UdpListenerTests
{
    private readonly ListenerMetrics _metrics = new();

    [Fact]
    public void Thousands_of_datagrams_are_counted_exactly_and_keep_their_order()
    {
        using UdpListener listener = Open(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket sender = Connect(listener.LocalEndpoints[0]);
        Received received = new();
        for (int i = 0; i < 5_000; i++)
        {
            sender.Send(BitConverter.GetBytes(i));
            if (i % 200 == 199) Drain(listener, received);
        }

        Assert.Equal(Enumerable.Range(0, 5_000), received.Datagrams.Select(datagram => BitConverter.ToInt32(datagram.Payload)));
        Assert.Equal((5_000, 20_000, 0, 0), (_metrics.Datagrams.Value, _metrics.Octets.Value, _metrics.KernelDrops.Value, _metrics.Errors.Value));
        Assert.InRange(_metrics.Batches.Value, 5_000 / 64, 1_000);
    }

    [Fact]
    public void The_sender_and_the_kernels_time_come_with_each_datagram()
    {
        using UdpListener listener = Open(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket sender = Connect(listener.LocalEndpoints[0]);
        long before = NowNs();
        sender.Send([1, 2, 3]);
        Received received = new();
        Drain(listener, received);
        (byte[] payload, IpAddress address, ushort port, long timeNs) = Assert.Single(received.Datagrams);
        Assert.Equal([1, 2, 3], payload);
        Assert.Equal(IpAddress.FromV4(0x7F000001), address);
        Assert.Equal(((IPEndPoint)sender.LocalEndPoint!).Port, port);
        Assert.InRange(timeNs, before - 1_000_000, NowNs() + 1_000_000);
    }

    [Fact]
    public void One_socket_takes_both_families_and_IPv4_comes_as_IPv4()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        using UdpListener listener = Open(new IPEndPoint(IPAddress.IPv6Any, 0));
        int port = listener.LocalEndpoints[0].Port;
        using Socket four = Connect(new IPEndPoint(IPAddress.Loopback, port));
        using Socket six = Connect(new IPEndPoint(IPAddress.IPv6Loopback, port));
        four.Send([4]);
        six.Send([6]);
        Received received = new();
        Drain(listener, received);
        Assert.Equal(2, received.Count);
        Assert.Equal(IpAddress.FromV4(0x7F000001), received.Datagrams.Single(datagram => datagram.Payload[0] == 4).Address);
        Assert.Equal(new IpAddress(0, 1), received.Datagrams.Single(datagram => datagram.Payload[0] == 6).Address);
    }

    [Fact]
    public void Several_sockets_are_served_together()
    {
        IPEndPoint any = new(IPAddress.Loopback, 0);
        using UdpListener listener = Open(any, any, any);
        foreach (IPEndPoint endpoint in listener.LocalEndpoints)
        {
            using Socket sender = Connect(endpoint);
            for (int i = 0; i < 100; i++) sender.Send([1]);
        }

        Received received = new();
        Drain(listener, received);
        Assert.Equal(300, received.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1400)]
    [InlineData(9000)]
    [InlineData(65507)]
    public void Datagrams_of_every_length_come_whole(int length)
    {
        using UdpListener listener = Open(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket sender = Connect(listener.LocalEndpoints[0]);
        byte[] payload = new byte[length];
        new Random(length).NextBytes(payload);
        sender.Send(payload);
        Received received = new();
        Drain(listener, received);
        Assert.Equal(payload, Assert.Single(received.Datagrams).Payload);
    }

    [Fact]
    public void A_datagram_longer_than_its_place_is_dropped_and_counted()
    {
        using UdpListener listener = new(
            new() { Endpoints = [new(IPAddress.Loopback, 0)], MaxDatagramBytes = 1000 }, _metrics, TimeProvider.System, NullLogger.Instance);
        listener.Open();
        using Socket sender = Connect(listener.LocalEndpoints[0]);
        sender.Send(new byte[1000]);
        sender.Send(new byte[1001]);
        Received received = new();
        Drain(listener, received);
        Assert.Equal([1000], received.Datagrams.Select(datagram => datagram.Payload.Length));
        Assert.Equal((1, 1), (_metrics.Datagrams.Value, _metrics.DroppedTooLong.Value));
    }

    [Fact]
    public void What_the_kernel_drops_is_counted_even_when_nothing_comes_after_it()
    {
        using UdpListener listener = new(
            new() { Endpoints = [new(IPAddress.Loopback, 0)], ReceiveBufferBytes = 4096 }, _metrics, TimeProvider.System, NullLogger.Instance);
        listener.Open();
        using Socket sender = Connect(listener.LocalEndpoints[0]);
        for (int i = 0; i < 1_000; i++) sender.Send(new byte[100]);
        Received received = new(keep: false);
        Drain(listener, received);
        Assert.True(received.Count < 1_000);
        Assert.Equal(1_000, received.Count + _metrics.KernelDrops.Value);
    }

    [Fact]
    public void Receiving_allocates_nothing()
    {
        using UdpListener listener = Open(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket sender = Connect(listener.LocalEndpoints[0]);
        Received received = new(keep: false);
        byte[] payload = new byte[1400];
        for (int i = 0; i < 150; i++) sender.Send(payload);
        Drain(listener, received);
        AllocationBudget.Check("collector/listening: receive a batch", () =>
        {
            for (int i = 0; i < 150; i++) sender.Send(payload);
            Drain(listener, received);
        });
        Assert.Equal(0, received.Count % 150);
    }

    [Fact]
    public void A_port_in_use_is_told_in_one_line()
    {
        using UdpListener first = Open(new IPEndPoint(IPAddress.Loopback, 0));
        IPEndPoint taken = first.LocalEndpoints[0];
        ListenException exception = Assert.Throws<ListenException>(() => Open(taken));
        Assert.Equal($"cannot listen on udp {taken}: another program listens there", exception.Message);
    }

    [Fact]
    public void An_address_of_another_machine_is_told_in_one_line()
    {
        ListenException exception = Assert.Throws<ListenException>(() => Open(new IPEndPoint(IPAddress.Parse("203.0.113.9"), 4739)));
        Assert.Equal("cannot listen on udp 203.0.113.9:4739: this machine has no address 203.0.113.9", exception.Message);
    }

    [Fact]
    public void When_one_endpoint_fails_none_stays_bound()
    {
        using UdpListener first = Open(new IPEndPoint(IPAddress.Loopback, 0));
        int free;
        using (UdpListener probe = Open(new IPEndPoint(IPAddress.Loopback, 0))) free = probe.LocalEndpoints[0].Port;
        Assert.Throws<ListenException>(() => Open(new IPEndPoint(IPAddress.Loopback, free), first.LocalEndpoints[0]));
        Open(new IPEndPoint(IPAddress.Loopback, free)).Dispose();
    }

    [Fact]
    public void An_idle_listener_says_so()
    {
        using UdpListener listener = Open(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Equal(DatagramReadStatus.Idle, listener.Receive(new Received(), milliseconds: 1));
    }

    [Fact]
    public void Wrong_options_are_all_told_at_once()
    {
        Assert.Equal(4, new UdpListenerOptions { Endpoints = [], ReceiveBufferBytes = 0, BatchSize = 0, MaxDatagramBytes = 0 }.Validate().Count());
        Assert.Empty(new UdpListenerOptions().Validate());
    }

    private UdpListener Open(params IPEndPoint[] endpoints)
    {
        UdpListener listener = new(new() { Endpoints = endpoints }, _metrics, TimeProvider.System, NullLogger.Instance);
        listener.Open();
        return listener;
    }

    private static Socket Connect(IPEndPoint endpoint)
    {
        Socket socket = new(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(endpoint);
        return socket;
    }

    /// <summary>On loopback what was sent is in the receiver's buffer when send returns.</summary>
    private static void Drain(UdpListener listener, Received received)
    {
        while (listener.Receive(received, milliseconds: 0) == DatagramReadStatus.Datagrams)
        {
        }
    }

    private static long NowNs() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
}
