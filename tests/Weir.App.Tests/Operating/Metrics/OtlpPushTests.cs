using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.App.Configuration.Options;
using Weir.App.Operating;
using Weir.App.Operating.Metrics;

namespace Weir.App.Tests.Operating.Metrics;

/// <summary>What arrives at an OTLP receiver, decoded there.</summary>
public sealed class OtlpPushTests
{
    [Fact]
    public async Task What_is_counted_arrives_at_intervals_and_once_more_at_the_end()
    {
        using var receiver = new OtlpReceiver(FreePort());
        OperatingStatus status = SampleStatus.Of("lab");
        await using (var metrics = new MetricsService(() => status, NullLogger.Instance))
        {
            await metrics.ApplyAsync(new MetricsSection(null, receiver.Address, TimeSpan.FromSeconds(1)));
            var (path, points, service) = await receiver.NextAsync();

            Assert.Equal(("/v1/metrics", "weir"), (path, service));
            Assert.Equal(9, points["weir_flowexport_samples{interface=eth0}"]);
            Assert.Equal(4, points["weir_flowexport_flows_active{}"]);
            Assert.Equal(0, points["weir_flowexport_datagrams{collector=lab,protocol=ipfix}"]);
            Assert.Equal(0, points["weir_metering_expiry_lateness_seconds_bucket{interface=eth0,le=1}"]);

            status = status with { Interfaces = [status.Interfaces[0] with { Counters = new InterfaceCounters { MeteredPackets = 77 } }] };
        }

        Dictionary<string, double> last;
        do last = (await receiver.NextAsync()).Points;
        while (last["weir_flowexport_samples{interface=eth0}"] != 77);
    }

    [Fact]
    public async Task A_receiver_that_comes_with_a_new_configuration_is_sent_to_and_one_that_goes_is_not()
    {
        using var receiver = new OtlpReceiver(FreePort());
        await using var metrics = new MetricsService(() => SampleStatus.Of("lab"), NullLogger.Instance);
        int port = FreePort();
        await metrics.ApplyAsync(new MetricsSection(new IPEndPoint(IPAddress.Loopback, port), null, default));
        using var client = new HttpClient();
        string told = await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), TestContext.Current.CancellationToken);

        await metrics.ApplyAsync(new MetricsSection(null, receiver.Address, TimeSpan.FromSeconds(1)));

        Assert.Contains("weir_flowexport_flows_active 4\n", told, StringComparison.Ordinal);
        Assert.NotEmpty((await receiver.NextAsync()).Points);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), TestContext.Current.CancellationToken));
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
