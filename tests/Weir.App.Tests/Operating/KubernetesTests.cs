using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.App.Configuration.Options;
using Weir.App.Machine;
using Weir.App.Operating;
using Weir.App.Operating.Metrics;
using Weir.App.Tests.Configuration;
using Weir.Collector.Enriching.Kubernetes;
using Weir.Testing.Kubernetes;
using Weir.Testing.Networks;

namespace Weir.App.Tests.Operating;

/// <summary>The section <c>enrichment { kubernetes { … } }</c>.</summary>
public sealed class KubernetesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void The_section_is_read_and_the_defaults_are_those_of_the_options()
    {
        Assert.Equal(new KubernetesOptions(), Configured("enrichment { kubernetes { } }").Enrichment!.Kubernetes);
        Assert.Null(Configured("enrichment { bgp false; }").Enrichment!.Kubernetes);
        Assert.Equal(
            new KubernetesOptions
            {
                Api = new Uri("https://192.0.2.1:6443"),
                TokenFile = "/t",
                CertificateAuthorityFile = "/c",
                Node = "node1",
                MaxPods = 10,
                PageSize = 20,
                MaxPageOctets = 1 << 20,
                MaxEventOctets = 2 << 20,
                Lingering = TimeSpan.FromSeconds(3),
                RequestTimeout = TimeSpan.FromSeconds(4),
            },
            Configured("enrichment { kubernetes { api https://192.0.2.1:6443; token /t; ca /c; node node1; max-pods 10; page-size 20; max-page 1; max-event 2; linger 3; timeout 4; } }").Enrichment!.Kubernetes);
    }

    [Fact]
    public void A_daemon_set_says_its_node_by_a_variable()
    {
        WeirOptions options = Read.Options("flow-export { enrichment { kubernetes { } } }", "weir.conf", ("WEIR_FLOW_EXPORT__ENRICHMENT__KUBERNETES__NODE", "node7"));
        Assert.Equal("node7", options.FlowExport!.Enrichment!.Kubernetes!.Node);
    }

    [Fact]
    public void Collectors_that_are_told_what_is_usual_are_told_the_pods()
    {
        const string Collector = "collector a { address 192.0.2.1; protocol ipfix; ";
        Assert.Contains("pod_name", Configured(Collector + "} enrichment { kubernetes { } }").Collectors[0].FieldNames);
        Assert.Contains("pod_owner", Configured(Collector + "fields default, mpls; } enrichment { kubernetes { } }").Collectors[0].FieldNames);
        Assert.DoesNotContain("pod_name", Configured(Collector + "fields bytes; } enrichment { kubernetes { } }").Collectors[0].FieldNames);
        Assert.DoesNotContain("pod_name", Configured(Collector + "}").Collectors[0].FieldNames);
    }

    [Fact]
    public void Records_of_metered_packets_name_their_pods_and_the_status_tells_of_it()
    {
        Assert.SkipWhen(PrivateNetwork.Obstacle is not null, PrivateNetwork.Obstacle ?? "");
        // Beyond the private network: what asks the API is no thread of it.
        using var api = new FakeApi();
        api.Answer(ApiObjects.List("1", null, ApiObjects.Pod("web-1", 1, "127.0.0.1"))).AnswerOpenWatch();
        PrivateNetwork.Run(() =>
        {
            using var collector = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            collector.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            int port = ((IPEndPoint)collector.LocalEndPoint!).Port;
            using var exporter = new ExporterRun(NullLogger.Instance, static failure => Assert.Fail(failure.ToString()), CancellationToken.None);
            exporter.Apply(Configured(
                $"collector a {{ address 127.0.0.1; port {port}; protocol ipfix; }} metering {{ interface lo; idle-timeout 1; }} enrichment {{ kubernetes {{ api {api.Address}; token {api.TokenFile}; ca {api.CaFile}; }} }}"));
            Await(() => exporter.Kubernetes is { IsWatching: true } && exporter.Meters[0].IsOpen);
            using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            sender.SendTo(new byte[20], new IPEndPoint(IPAddress.Loopback, port));
            Await(() => exporter.Kubernetes!.Metrics.Named.Value > 0);
            Await(() => Receive(collector).AsSpan().IndexOf("web-1\u0004shop\u000eDeployment/web"u8) >= 0);

            OperatingStatus status = OperatingStatus.Of(exporter, null, default);
            using var octets = new MemoryStream();
            using (var json = new Utf8JsonWriter(octets)) StatusJson.WriteStatistics(status, DateTimeOffset.UnixEpoch, json);
            JsonElement told = JsonDocument.Parse(octets.ToArray()).RootElement.GetProperty("kubernetes");
            Assert.Equal(("watching", 1, 1), (told.GetProperty("status").GetString(), told.GetProperty("pods").GetInt32(), told.GetProperty("lists").GetInt32()));
            string metrics = StatusMetrics.Render(status);
            Assert.Contains("weir_kubernetes_pods 1\n", metrics, StringComparison.Ordinal);
            Assert.Contains("weir_kubernetes_watching 1\n", metrics, StringComparison.Ordinal);
            Assert.Contains("weir_kubernetes_total{what=\"lists\"} 1\n", metrics, StringComparison.Ordinal);

            // Another configuration ends it; what is metered goes on.
            exporter.Apply(Configured($"collector a {{ address 127.0.0.1; port {port}; protocol ipfix; }} metering {{ interface lo; idle-timeout 1; }}"));
            Assert.Null(exporter.Kubernetes);
        });
    }

    [Fact]
    public void Outside_of_a_cluster_the_machines_check_says_what_is_missing()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is not null, "this is a container of a pod");
        MachineFinding finding = new KubernetesProbe().Look();
        Assert.False(finding.Works);
        Assert.Contains("KUBERNETES_SERVICE_HOST", finding.Detail, StringComparison.Ordinal);
    }

    private static byte[] Receive(Socket socket)
    {
        byte[] message = new byte[ushort.MaxValue];
        return socket.Available == 0 ? [] : message[..socket.Receive(message)];
    }

    private static void Await(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Patience), "it did not come in time");

    private static FlowExportOptions Configured(string text) => Read.Options($"flow-export {{ {text} }}").FlowExport!;
}
