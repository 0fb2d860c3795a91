namespace Weir.App.Operating.Metrics;

/// <summary>What is counted of the networks that give records tags, countries and systems.</summary>
internal static class NetworkInstruments
{
    public static IReadOnlyList<Instrument> All { get; } =
    [
        new("weir_networks", InstrumentKind.Gauge, "Networks in force.", static status => status.Networks is { } known ? [new(known.Current.Count)] : []),
        new("weir_network_files_total", InstrumentKind.Counter, "Networks files read, by what became of them; of a wrong one nothing is used.",
            static status => status.Networks is { } known ? [new(known.Metrics.Loads.Value, ("result", "used")), new(known.Metrics.Failures.Value, ("result", "wrong"))] : []),
        new("weir_network_ends_total", InstrumentKind.Counter, "Ends of records, up to two each, that were given a tag, a country or an autonomous system.",
            static status => status.Networks is { } known ? [new(known.Metrics.Labelled.Value)] : []),
    ];
}
