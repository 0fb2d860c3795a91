using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Exporter.Metering;
using Weir.Exporter.Transport;
using Weir.Exporter.Transport.Connections;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Tests.Transport;

/// <summary>Our own packets to collectors, and theirs to us, are known by the live conversation.</summary>
public sealed class OwnPathsTests
{
    private static readonly IPEndPoint Us = new(IPAddress.Parse("192.0.2.1"), 50_000);
    private static readonly IPEndPoint Collector = new(IPAddress.Parse("192.0.2.9"), 4739);

    [Fact]
    public void Both_directions_are_ours_and_what_others_send_there_is_not()
    {
        DatagramDestination own = new CollectorPath((byte)ProtocolType.Tcp, Us, Collector).ToDestination();
        Assert.True(own.Receives(Packet(Us, Collector)));
        Assert.True(own.Receives(Packet(Collector, Us)));
        Assert.False(own.Receives(Packet(Us, Collector) with { Protocol = IpProtocols.Udp }));
        Assert.False(own.Receives(Packet(new(Us.Address, 50_001), Collector)));
        Assert.False(own.Receives(Packet(new(IPAddress.Parse("192.0.2.2"), Us.Port), Collector)));
        Assert.False(own.Receives(Packet(Collector, new(IPAddress.Parse("192.0.2.2"), Us.Port))));
        Assert.False(own.Receives(Packet(Us, new(Collector.Address, 443))));
    }

    [Fact]
    public void Before_the_system_has_chosen_an_address_the_port_tells()
    {
        DatagramDestination own = new CollectorPath((byte)ProtocolType.Tcp, new(IPAddress.Any, Us.Port), Collector).ToDestination();
        Assert.True(own.Receives(Packet(Us, Collector)));
        Assert.True(own.Receives(Packet(Collector, Us)));
        Assert.False(own.Receives(Packet(new(Us.Address, 1), Collector)));
    }

    [Fact]
    public async Task Each_connection_is_told_before_it_is_made_and_one_that_ended_is_remembered()
    {
        var paths = new OwnPaths();
        OwnPaths.Collector place = paths.Add();
        IReadOnlyList<DatagramDestination> told = [];
        paths.Tell(own => Volatile.Write(ref told, own));
        using var collector = new LoopbackCollector();
        using (QueuedTransport transport = QueuedTransport.OverTcp(
            new TcpOptions { Collector = collector.EndPoint, UsesPath = place.Use }, QueuedTransportTests.Options(), TimeProvider.System, NullLogger.Instance))
        {
            transport.Send(NumberedMessage.Make(0, withTemplate: true));
            await collector.UntilAsync(static it => it.Numbers.Count == 1);

            // Its port first, then also its address.
            Assert.Equal(2, told.Count);
            Assert.All(told, each => Assert.Equal((collector.EndPoint.Port, IpProtocols.Tcp), (each.Port, each.Protocol)));
            Assert.Equal([null, IpAddress.From(IPAddress.Loopback)], told.Select(static each => each.LocalAddress));
            await collector.GoAsync();
            collector.Start();
            transport.Send(NumberedMessage.Make(1));
            await collector.UntilAsync(static it => it.Numbers.Contains(1));
            // Also the ports of attempts that were refused meanwhile.
            Assert.InRange(told.Select(static each => each.LocalPort).Distinct().Count(), 2, 4);
        }

        place.Dispose();
        Assert.Empty(told);
    }

    private static PacketFields Packet(IPEndPoint from, IPEndPoint to) => new()
    {
        Protocol = IpProtocols.Tcp,
        Parts = PacketParts.Ports,
        Source = IpAddress.From(from.Address),
        SourcePort = (ushort)from.Port,
        Destination = IpAddress.From(to.Address),
        DestinationPort = (ushort)to.Port,
    };
}
