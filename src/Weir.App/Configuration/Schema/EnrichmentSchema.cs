using System.Globalization;
using Weir.Collector.Enriching.Kubernetes;
using static Weir.App.Configuration.Schema.SettingType;

namespace Weir.App.Configuration.Schema;

/// <summary>The settings of the sections <c>enrichment</c>.</summary>
internal static class EnrichmentSchema
{
    private static readonly KubernetesOptions Defaults = new();

    /// <summary>Pods of a cluster.</summary>
    public static SectionSchema Kubernetes { get; } = new(
        "kubernetes",
        [
            new("api", HttpAddress),
            new("token", FilePath, KubernetesOptions.DefaultTokenFile),
            new("ca", FilePath, KubernetesOptions.DefaultCertificateAuthorityFile),
            new("node", HostName),
            new("max-pods", Integer(1, 1 << 20), Text(Defaults.MaxPods)),
            new("page-size", Integer(1, 10_000), Text(Defaults.PageSize)),
            new("max-page", Integer(1, 1024), Text(Defaults.MaxPageOctets >> 20)),
            new("max-event", Integer(1, 64), Text(Defaults.MaxEventOctets >> 20)),
            new("linger", Seconds(0, 86400), Text(Defaults.Lingering.TotalSeconds)),
            new("timeout", Seconds(1, 3600), Text(Defaults.RequestTimeout.TotalSeconds)),
        ],
        []);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
