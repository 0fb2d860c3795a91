using System.Net;
using System.Net.Sockets;
using Weir.Exporter.Transport;
using Weir.Testing;
using Weir.Testing.Networks;

namespace Weir.Exporter.Tests.Transport;

public sealed class UdpTransportTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_message_arrives_as_one_datagram(string address)
    {
        IPAddress ip = IPAddress.Parse(address);
        Assert.SkipWhen(ip.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6, "no IPv6 here");
        using var collector = new Socket(ip.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000 };
        collector.Bind(new IPEndPoint(ip, 0));
        using UdpTransport transport = UdpTransport.Open((IPEndPoint)collector.LocalEndPoint!);
        Assert.Equal(SendResult.Sent, transport.Send([1, 2, 3]));
        byte[] buffer = new byte[100];
        Assert.Equal(3, collector.Receive(buffer));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_run_arrives_as_the_messages_it_holds_and_what_follows_is_not_cut(string address)
    {
        IPAddress ip = IPAddress.Parse(address);
        Assert.SkipWhen(ip.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6, "no IPv6 here");
        using var collector = new Socket(ip.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000 };
        collector.Bind(new IPEndPoint(ip, 0));
        using UdpTransport transport = UdpTransport.Open((IPEndPoint)collector.LocalEndPoint!);
        byte[] octets = [.. Enumerable.Range(0, 440).Select(i => (byte)i)];
        Assert.Equal(SendResult.Sent, transport.SendRun(octets, 100));
        Assert.Equal(SendResult.Sent, transport.Send(octets));
        Assert.Equal(SendResult.Sent, transport.SendRun(octets, 220));
        int at = 0;
        byte[] buffer = new byte[1000];
        foreach (int expected in (int[])[100, 100, 100, 100, 40, 440, 220, 220])
        {
            int length = collector.Receive(buffer);
            Assert.Equal(octets.AsSpan(at % 440, expected), buffer.AsSpan(0, length));
            at += expected;
        }
    }

    [Fact]
    public void The_longest_run_is_taken()
    {
        using var collector = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000, ReceiveBufferSize = 1 << 20 };
        collector.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using UdpTransport transport = UdpTransport.Open(new UdpTransportOptions { Collector = (IPEndPoint)collector.LocalEndPoint!, JoinMessages = true });
        int messages = transport.MaxRunMessages;
        Assert.InRange(messages, 2, 64);
        Assert.Equal(SendResult.Sent, transport.SendRun(new byte[messages * transport.MaxMessageLength], transport.MaxMessageLength));
        byte[] buffer = new byte[2000];
        for (int i = 0; i < messages; i++) Assert.Equal(transport.MaxMessageLength, collector.Receive(buffer));
        Assert.Equal(messages, transport.MaxRunMessages);
    }

    [Fact]
    public void A_wide_path_is_used_only_up_to_the_default_unless_asked_for()
    {
        using UdpTransport normal = UdpTransport.Open(new IPEndPoint(IPAddress.Loopback, 9));
        using UdpTransport wide = UdpTransport.Open(new IPEndPoint(IPAddress.Loopback, 9), 65_507);
        Assert.Equal(1472, normal.MaxMessageLength);
        Assert.InRange(wide.MaxMessageLength, 1472, 65_507);
    }

    [Fact]
    public void A_collector_that_is_away_is_told_of_and_when_it_is_back_no_datagram_is_lost()
    {
        int port;
        using (var gone = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            gone.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)gone.LocalEndPoint!).Port;
        }

        using UdpTransport transport = UdpTransport.Open(new IPEndPoint(IPAddress.Loopback, port));
        Assert.Equal(SendResult.Sent, transport.Send([1]));
        Assert.Equal(SendResult.Refused, transport.Send([2]));
        using var back = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000 };
        back.Bind(new IPEndPoint(IPAddress.Loopback, port));
        Assert.Equal(SendResult.Refused, transport.Send([3]));
        byte[] buffer = new byte[10];
        Assert.Equal(1, back.Receive(buffer));
        Assert.Equal(3, buffer[0]);
        Assert.Equal(SendResult.Sent, transport.Send([4]));
    }

    [Fact]
    public void A_message_longer_than_a_datagram_is_an_answer_not_an_exception()
    {
        using UdpTransport transport = UdpTransport.Open(new IPEndPoint(IPAddress.Loopback, 9));
        Assert.Equal(SendResult.TooLong, transport.Send(new byte[65_535]));
    }

    [Fact]
    public void Sending_allocates_nothing()
    {
        using var collector = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        collector.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using UdpTransport transport = UdpTransport.Open((IPEndPoint)collector.LocalEndPoint!);
        byte[] message = new byte[1000];
        for (int i = 0; i < 50; i++) transport.Send(message);
        AllocationBudget.Check("exporter/transport: send a datagram", () =>
        {
            for (int i = 0; i < 50; i++) transport.Send(message);
        });
    }

    [Theory]
    [InlineData("127.0.0.1", 0, 1, 2)]
    [InlineData("::1", 41, 67, 16)]
    public void Source_code_point_and_hop_limit_are_as_asked_for(string address, int level, int codePoint, int hops)
    {
        IPAddress ip = IPAddress.Parse(address);
        Assert.SkipWhen(ip.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6, "no IPv6 here");
        using UdpTransport transport = UdpTransport.Open(new UdpTransportOptions
        {
            Collector = new IPEndPoint(ip, 9),
            Source = new IPEndPoint(ip, 0),
            Dscp = 46,
            HopLimit = 3,
        });
        Assert.Equal(ip, transport.LocalEndPoint.Address);
        Assert.Equal(46 << 2, Option(codePoint));
        Assert.Equal(3, Option(hops));

        int Option(int name)
        {
            Span<byte> value = stackalloc byte[sizeof(int)];
            value.Clear();
            transport.Socket.GetRawSocketOption(level, name, value);
            return BitConverter.ToInt32(value);
        }
    }

    [Fact]
    public void A_path_that_narrows_and_widens_again_is_followed()
    {
        Assert.SkipWhen(PrivateNetwork.Obstacle is not null, PrivateNetwork.Obstacle ?? "");
        PrivateNetwork.Run(() =>
        {
            using UdpTransport transport = UdpTransport.Open(new IPEndPoint(IPAddress.Loopback, 9));
            byte[] message = new byte[1472];
            Assert.NotEqual(SendResult.TooLong, transport.Send(message));
            PrivateNetwork.Ip("link set lo mtu 1300");
            Assert.Equal(SendResult.TooLong, transport.Send(message));
            Assert.Equal(1300 - 28, transport.MaxMessageLength);
            Assert.NotEqual(SendResult.TooLong, transport.Send(message.AsSpan(0, 1272)));
            PrivateNetwork.Ip("link set lo mtu 65536");
            using var collector = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            collector.Bind(new IPEndPoint(IPAddress.Loopback, 9));
            for (int i = 0; i < 600 && transport.MaxMessageLength < 1472; i++) transport.Send([1]);
            Assert.Equal(1472, transport.MaxMessageLength);
        });
    }
}
