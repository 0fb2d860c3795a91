using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Collector.Listening;
using Weir.Collector.Teeing;
using Weir.Testing;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Teeing;

public sealed class DatagramReplayTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData(1, 3.0)]
    [InlineData(10, 0.3)]
    [InlineData(0, 0.0)]
    public void Datagrams_are_as_far_apart_as_they_were_or_so_many_times_closer(double speed, double expected)
    {
        using var target = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        target.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var endPoint = (IPEndPoint)target.LocalEndPoint!;
        var metrics = new TeeMetrics(endPoint);
        var clock = new ManualClock();
        TimeSpan waited = default;
        using var replay = new DatagramReplay(new TeeOptions { EndPoint = endPoint }, metrics, speed, clock, Wait, NullLogger.Instance);
        replay.Open();
        replay.AcceptOpening(At(-3600 * Second)); // an hour before is no reason to wait
        foreach (long time in (long[])[0, Second, Second, 3 * Second, 2 * Second]) replay.Accept(At(time));
        Assert.Equal(expected, waited.TotalSeconds, precision: 6);
        Assert.Equal((6, 0), (metrics.Sent.Value, metrics.Dropped));

        void Wait(TimeSpan time)
        {
            waited += time;
            clock.Advance(time);
        }
    }

    private static ReceivedDatagram At(long timeNs) => new(timeNs, IpAddress.FromV4(0xC0000201), 1000, new byte[8]);
}
