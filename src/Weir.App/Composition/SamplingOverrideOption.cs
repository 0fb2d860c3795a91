using System.CommandLine;
using System.Globalization;
using Weir.App.Commands;
using Weir.Collector.Sessions.Sampling;
using Weir.Wire.Primitives;

namespace Weir.App.Composition;

/// <summary>Sampling rates that go before what exporters say: <c>--override-sampling 192.0.2.1=1000</c>, or of one interface <c>192.0.2.1/3=1000</c>.</summary>
internal static class SamplingOverrideOption
{
    public static Option<string[]> Create() => new("--override-sampling")
    {
        Description = "Packets for each sampled one, whatever an exporter says: EXPORTER=RATE, or EXPORTER/IFINDEX=RATE; may be repeated",
    };

    /// <summary>The rates that were given.</summary>
    /// <exception cref="UsageException">One of them is no such rate.</exception>
    public static IReadOnlyList<SamplingOverride> Read(string[]? texts) => [.. (texts ?? []).Select(Parse)];

    private static SamplingOverride Parse(string text)
    {
        string[] sides = text.Split('=');
        string[] whose = sides[0].Split('/');
        uint index = 0;
        if (sides.Length == 2 && whose.Length <= 2 && IpAddress.TryParse(whose[0], out IpAddress exporter)
            && uint.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint rate) && rate > 0
            && (whose.Length == 1 || uint.TryParse(whose[1], NumberStyles.None, CultureInfo.InvariantCulture, out index)))
            return new(exporter, whose.Length == 1 ? null : index, rate);
        throw new UsageException($"--override-sampling {text}: want EXPORTER=RATE or EXPORTER/IFINDEX=RATE, as 192.0.2.1=1000 or 2001:db8::1/3=1000");
    }
}
