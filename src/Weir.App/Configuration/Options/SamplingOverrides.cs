using System.Globalization;
using Weir.Collector.Sessions.Sampling;
using Weir.Wire.Primitives;

namespace Weir.App.Configuration.Options;

/// <summary>The sections <c>exporter ADDRESS { sampling-rate 1000; interface 3 { sampling-rate 100; } }</c> of <c>flow-collect</c>.</summary>
internal static class SamplingOverrides
{
    public static IReadOnlyList<SamplingOverride> Read(SectionReader section) => [.. section.Named("exporter", OfExporter).SelectMany(static rates => rates)];

    private static List<SamplingOverride> OfExporter(SectionReader section)
    {
        if (!IpAddress.TryParse(section.Name, out IpAddress exporter)) throw new FormatException(section.Name);
        List<SamplingOverride> rates = [];
        if (section.OptionalText("sampling-rate") is { } rate) rates.Add(new(exporter, null, Number(rate)));
        rates.AddRange(section.Named("interface", one => one.OptionalText("sampling-rate") is { } own ? new SamplingOverride(exporter, Number(one.Name), Number(own)) : null).OfType<SamplingOverride>());
        return rates;
    }

    private static uint Number(string text) => uint.Parse(text, CultureInfo.InvariantCulture);
}
