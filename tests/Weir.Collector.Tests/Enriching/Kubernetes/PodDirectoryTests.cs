using System.Text;
using System.Text.Json.Nodes;
using Weir.Collector.Enriching.Kubernetes;
using Weir.Testing;
using Weir.Testing.Kubernetes;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Enriching.Kubernetes;

public sealed class PodDirectoryTests
{
    private readonly KubernetesMetrics _metrics = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_pod_is_found_by_its_uid_its_containers_and_its_addresses()
    {
        PodDirectory pods = New(out KnownPods known);
        known.Put(ApiObjects.Pod("web-1", 1));

        Assert.Equal("web-1", Name(pods.OfUid(Octets(ApiObjects.Uid(1)))));
        Assert.Equal("web-1", Name(pods.OfContainer(Octets(ApiObjects.Container(1)))));
        Assert.Equal("web-1", Name(pods.OfAddress(Address("10.1.0.1"))));
        Assert.Equal("web-1", Name(pods.OfAddress(Address("2001:db8::1"))));
        Assert.Null(pods.OfUid(Octets(ApiObjects.Uid(2))));
        Assert.Null(pods.OfUid("no uid"u8));
        Assert.Null(pods.OfContainer("abc"u8));
    }

    [Theory]
    [InlineData("ReplicaSet", "web-7d9f8b6c5", "Deployment/web")]
    [InlineData("ReplicaSet", "web-other", "ReplicaSet/web-other")]
    [InlineData("StatefulSet", "db", "StatefulSet/db")]
    [InlineData("DaemonSet", "weir", "DaemonSet/weir")]
    [InlineData("Job", "backup-28391040", "Job/backup-28391040")]
    public void The_owner_is_the_workload_that_people_know(string kind, string name, string owner)
    {
        JsonObject pod = ApiObjects.Pod("web-1", 1);
        pod["metadata"]!["ownerReferences"] = new JsonArray(ApiObjects.Owner("Other", "other", false), ApiObjects.Owner(kind, name, true));
        PodDirectory pods = New(out KnownPods known);
        known.Put(pod);
        Assert.Equal(owner, Encoding.UTF8.GetString(pods.OfUid(Octets(ApiObjects.Uid(1)))!.Owner!));
    }

    [Fact]
    public void Pods_without_owner_have_none_and_names_are_never_longer_than_kubernetes_has_them()
    {
        JsonObject pod = ApiObjects.Pod(new string('n', 1000), 1);
        pod["metadata"]!.AsObject().Remove("ownerReferences");
        PodDirectory pods = New(out KnownPods known);
        known.Put(pod);
        Pod found = pods.OfUid(Octets(ApiObjects.Uid(1)))!;
        Assert.Null(found.Owner);
        Assert.Equal(253, found.Name.Length);
    }

    [Fact]
    public void The_address_of_a_node_is_no_pods()
    {
        JsonObject pod = ApiObjects.Pod("proxy", 1, "192.0.2.1");
        pod["spec"]!["hostNetwork"] = true;
        PodDirectory pods = New(out KnownPods known);
        known.Put(pod);
        Assert.Null(pods.OfAddress(Address("192.0.2.1")));
        Assert.Equal("proxy", Name(pods.OfUid(Octets(ApiObjects.Uid(1)))));
    }

    [Fact]
    public void A_pod_that_is_gone_is_remembered_a_while_but_not_by_an_address_that_another_has_by_now()
    {
        PodDirectory pods = New(out KnownPods known);
        known.Put(ApiObjects.Pod("old", 1));
        pods.Remove(Guid.Parse(ApiObjects.Uid(1)));
        Assert.Equal("old", Name(pods.OfAddress(Address("10.1.0.1"))));
        known.Put(ApiObjects.Pod("new", 2));
        Assert.Equal("new", Name(pods.OfAddress(Address("10.1.0.1"))));
        Assert.Equal("old", Name(pods.OfUid(Octets(ApiObjects.Uid(1)))));

        _clock.Advance(TimeSpan.FromMinutes(2));
        pods.Sweep();
        Assert.Null(pods.OfUid(Octets(ApiObjects.Uid(1))));
        Assert.Equal("new", Name(pods.OfAddress(Address("10.1.0.1"))));
        Assert.Equal(1, pods.Count);
    }

    [Theory]
    [InlineData("Succeeded")]
    [InlineData("Failed")]
    public void A_pod_that_is_over_is_as_good_as_gone(string phase)
    {
        JsonObject pod = ApiObjects.Pod("job", 1);
        PodDirectory pods = New(out KnownPods known);
        known.Put(pod);
        pod["status"]!["phase"] = phase;
        known.Put(pod);
        _clock.Advance(TimeSpan.FromMinutes(2));
        pods.Sweep();
        Assert.Null(pods.OfAddress(Address("10.1.0.1")));
        Assert.Equal(0, pods.Count);
    }

    [Fact]
    public void A_pod_that_changed_is_found_by_what_it_has_now()
    {
        PodDirectory pods = New(out KnownPods known);
        known.Put(ApiObjects.Pod("web-1", 1, null));
        known.Put(ApiObjects.Pod("web-1", 1, "10.1.0.7"));
        known.Put(ApiObjects.Pod("web-1", 1, "10.1.0.8"));
        Assert.Null(pods.OfAddress(Address("10.1.0.7")));
        Assert.Equal("web-1", Name(pods.OfAddress(Address("10.1.0.8"))));
    }

    [Fact]
    public void There_are_never_more_than_there_is_room_for_and_those_that_are_gone_make_room()
    {
        PodDirectory pods = New(out KnownPods known, new() { MaxPods = 10 });
        for (int i = 1; i <= 12; i++) known.Put(ApiObjects.Pod($"web-{i}", i, $"10.1.0.{i}"));
        Assert.Equal(10, pods.Count);
        Assert.Equal(2, _metrics.NoRoom.Value);
        for (int i = 1; i <= 100; i++) pods.Remove(Guid.Parse(ApiObjects.Uid(1)));
        known.Put(ApiObjects.Pod("web-12", 12, "10.1.0.12"));
        Assert.Equal("web-12", Name(pods.OfAddress(Address("10.1.0.12"))));
        Assert.Equal(10, pods.Count);
    }

    private PodDirectory New(out KnownPods known, KubernetesOptions? options = null)
    {
        var pods = new PodDirectory(options ?? new(), _metrics, _clock);
        known = new(pods);
        return pods;
    }

    private static string? Name(Pod? pod) => pod is null ? null : Encoding.UTF8.GetString(pod.Name);

    private static byte[] Octets(string text) => Encoding.ASCII.GetBytes(text);

    private static IpAddress Address(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : throw new FormatException(text);
}
