using System.Net;

namespace Weir.App.Configuration.Options;

/// <summary>The section <c>metrics</c>.</summary>
/// <param name="Listen">Where Prometheus asks; <see langword="null"/>: it does not.</param>
/// <param name="Otlp">The OTLP receiver that is sent metrics; <see langword="null"/>: none is.</param>
/// <param name="OtlpInterval">How often.</param>
internal sealed record MetricsSection(IPEndPoint? Listen, Uri? Otlp, TimeSpan OtlpInterval)
{
    public static MetricsSection Read(SectionReader section) => new(
        section.OptionalText("listen") is { } listen ? FlowCollectOptions.Endpoint(listen) : null,
        section.OptionalText("otlp") is { } otlp ? new Uri(otlp) : null,
        section.Seconds("otlp-interval"));
}
