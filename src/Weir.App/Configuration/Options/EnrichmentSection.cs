using Weir.Collector.Enriching.Kubernetes;
using Weir.Flows.Columns;

namespace Weir.App.Configuration.Options;

/// <summary>What is added to records from elsewhere: the section <c>enrichment</c>.</summary>
/// <param name="Bgp">Routes of a BGP peer.</param>
/// <param name="Kubernetes">Pods of a cluster; <see langword="null"/>: none.</param>
internal sealed record EnrichmentSection(bool Bgp, KubernetesOptions? Kubernetes)
{
    /// <summary>The columns it gives values to.</summary>
    public IReadOnlyList<FlowColumn> Columns => Kubernetes is null ? [] : PodSink.Columns;

    public static EnrichmentSection Read(SectionReader section) => new(section.Flag("bgp"), section.Section("kubernetes", ReadKubernetes));

    private static KubernetesOptions ReadKubernetes(SectionReader section) => new()
    {
        Api = section.OptionalText("api") is { } api ? new Uri(api) : null,
        TokenFile = section.Text("token"),
        CertificateAuthorityFile = section.Text("ca"),
        Node = section.OptionalText("node"),
        MaxPods = (int)section.Integer("max-pods"),
        PageSize = (int)section.Integer("page-size"),
        MaxPageOctets = (int)section.Integer("max-page") << 20,
        MaxEventOctets = (int)section.Integer("max-event") << 20,
        Lingering = section.Seconds("linger"),
        RequestTimeout = section.Seconds("timeout"),
    };
}
