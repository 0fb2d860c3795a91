using System.Text;
using System.Text.Json.Nodes;
using Weir.Collector.Enriching.Kubernetes;
using Weir.Testing.Kubernetes;

namespace Weir.Collector.Tests.Enriching.Kubernetes;

/// <summary>Puts pods into a directory as the API tells them.</summary>
internal sealed class KnownPods(PodDirectory pods)
{
    public void Put(JsonObject pod) => PodPage.Read(Encoding.UTF8.GetBytes(ApiObjects.List("1", null, pod.DeepClone().AsObject())), pods.Put);
}
