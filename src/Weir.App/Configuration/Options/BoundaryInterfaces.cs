using System.Globalization;
using Weir.Collector.Deduplicating;
using Weir.Wire.Primitives;

namespace Weir.App.Configuration.Options;

/// <summary>The sections <c>exporter ADDRESS { interface 3 { boundary true; } }</c> of <c>flow-collect</c>.</summary>
internal static class BoundaryInterfaces
{
    public static IReadOnlyList<BoundaryInterface> Read(SectionReader section) => [.. section.Named("exporter", OfExporter).SelectMany(static interfaces => interfaces)];

    private static BoundaryInterface[] OfExporter(SectionReader section)
    {
        if (!IpAddress.TryParse(section.Name, out IpAddress exporter)) throw new FormatException(section.Name);
        return [.. section.Named("interface", static one => (one.Name, IsBoundary: one.Flag("boundary"))).Where(static one => one.IsBoundary)
            .Select(one => new BoundaryInterface(exporter, uint.Parse(one.Name, CultureInfo.InvariantCulture)))];
    }
}
