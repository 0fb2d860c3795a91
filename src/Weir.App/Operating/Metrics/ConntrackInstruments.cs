using Weir.Capture.Conntrack;

namespace Weir.App.Operating.Metrics;

/// <summary>What connection tracking counts.</summary>
internal static class ConntrackInstruments
{
    private const string Prefix = "weir_conntrack_";

    public static IReadOnlyList<Instrument> All { get; } =
    [
        One("records_total", InstrumentKind.Counter, "Flow records of tracked connections.", static metrics => metrics.Records),
        One("events_total", InstrumentKind.Counter, "Events of connections read.", static metrics => metrics.Events),
        One("looks_total", InstrumentKind.Counter, "Looks at all connections.", static metrics => metrics.Dumps),
        One("connections", InstrumentKind.Gauge, "Connections in the last look.", static metrics => metrics.Connections),
        One("tracked", InstrumentKind.Gauge, "Connections remembered.", static metrics => metrics.Tracked),
        new(Prefix + "losses_total", InstrumentKind.Counter, "What could not be reported, or was left out, by reason.",
            static status => status.Conntrack is { } metrics ? ConntrackStatus.Losses(metrics).Select(static each => new Reading(each.Value, ("reason", each.Name))) : []),
    ];

    private static Instrument One(string name, InstrumentKind kind, string help, Func<ConntrackMetrics, long> value) =>
        new(Prefix + name, kind, help, status => status.Conntrack is { } metrics ? [new(value(metrics))] : []);
}
