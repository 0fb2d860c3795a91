using System.Globalization;
using Weir.Collector.Sessions.Directory;
using Weir.Wire.Primitives;

namespace Weir.App.Operating.Attention;

/// <summary>What is not well with exporters: one finding for each thing, however many exporters have it.</summary>
internal static class ExporterFindings
{
    // Names that fit into a line; the page of exporters has all.
    private const int Named = 3;

    private const string Page = "/exporters";

    /// <param name="heard">The exporters that were heard.</param>
    /// <param name="nowNs">The time: nanoseconds since 1970-01-01 UTC.</param>
    public static IEnumerable<Finding> Of(IReadOnlyList<ExporterLine> heard, long nowNs)
    {
        ExporterLine[] lines = Those(heard, line => ExporterHealth.IsExpected(line, nowNs));
        if (Those(lines, line => ExporterHealth.IsSilent(line, nowNs)) is { Length: > 0 } silent)
        {
            yield return new("exporter-silent", IsLoss: false, Text($"{Count(silent)} silent for more than {ExporterHealth.Silence.TotalMinutes} minutes"), "See whether the device is up, still exports, and reaches this address and port; an exporter without traffic has nothing to say", Page)
            { Detail = Names(silent, line => Span(nowNs - line.LastHeardNs)) };
        }

        if (Those(lines, ExporterHealth.Loses) is { Length: > 0 } losing)
        {
            yield return new("exporter-loses", IsLoss: true, Text($"{Count(losing)} missed by more than {ExporterHealth.Loss:P1} of what was sent, by the sequence numbers"), "Where nothing is dropped here, the network between or the exporter's own queue loses: look at interfaces' drops and at the exporter's statistics, or export by TCP", Page)
            { Detail = Names(losing, static line => Text($"{line.LossRatio:P2}")) };
        }

        if (Those(lines, static line => line.Faults.CountOf(DecodeStatus.UnknownTemplate) > 0) is { Length: > 0 } unknown)
        {
            yield return new("template-missing", IsLoss: true, Text($"{Count(unknown)} waited for: data came without its template"), "Have templates sent more often (a refresh of 60 s to 600 s is usual), or again now by restarting the export", Page)
            { Detail = Names(unknown, static line => line.Faults.CountOf(DecodeStatus.UnknownTemplate) is var sets && sets == 1 ? "1 data set" : Text($"{sets} data sets")) };
        }

        if (Those(lines, static line => line.Faults.Total > line.Faults.CountOf(DecodeStatus.UnknownTemplate)) is { Length: > 0 } wrong)
        {
            yield return new("decode-errors", IsLoss: true, Text($"{Count(wrong)} sending what cannot be decoded"), "Capture some datagrams and look at them with weir decode; the exporter's software or something on the way spoils them", Page)
            { Detail = Names(wrong, static line => DecodingStatus.Words(reason => reason == DecodeStatus.UnknownTemplate ? 0 : line.Faults.CountOf(reason))) };
        }

        if (Those(lines, ExporterHealth.IsSkewed) is { Length: > 0 } skewed)
        {
            yield return new("clock-skewed", IsLoss: false, Text($"{Count(skewed)} telling a time that is more than {ExporterHealth.Skew.TotalSeconds} s off"), "Set the device's clock by NTP; flows stand at the wrong time in every answer until then", Page)
            { Detail = Names(skewed, static line => Text($"{(line.ClockAheadNs < 0 ? "" : "+")}{(line.ClockAheadNs ?? 0) / 1e9:0.0} s")) };
        }
    }

    private static ExporterLine[] Those(IReadOnlyList<ExporterLine> lines, Func<ExporterLine, bool> have) => [.. lines.Where(have)];

    private static string Count(ExporterLine[] lines) => lines.Select(static line => line.Key.ExporterAddress).Distinct().Count() is var count && count == 1 ? "1 exporter is" : Text($"{count} exporters are");

    private static string Names(ExporterLine[] lines, Func<ExporterLine, string> of)
    {
        string named = string.Join(", ", lines.Take(Named).Select(line => $"{line.Key.ExporterAddress} {line.Key.Protocol.Name} ({of(line)})"));
        return lines.Length > Named ? Text($"{named} and {lines.Length - Named} more") : named;
    }

    private static string Span(long ns) => TimeSpan.FromTicks(ns / 100) switch
    {
        { TotalDays: >= 2 } span => Text($"{span.TotalDays:0} days"),
        { TotalHours: >= 2 } span => Text($"{span.TotalHours:0} h"),
        var span => Text($"{span.TotalMinutes:0} min"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
