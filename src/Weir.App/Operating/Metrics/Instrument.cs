namespace Weir.App.Operating.Metrics;

/// <summary>One thing that is counted: a name, and how to read it from the status. Prometheus and OTLP are told the same.</summary>
/// <param name="Name">Prometheus's name of it.</param>
/// <param name="Kind">How it moves.</param>
/// <param name="Help">What it means, a sentence.</param>
/// <param name="Read">Its values now, one for each set of labels.</param>
internal sealed record Instrument(string Name, InstrumentKind Kind, string Help, Func<OperatingStatus, IEnumerable<Reading>> Read);

/// <summary>How a value moves.</summary>
internal enum InstrumentKind
{
    /// <summary>Only up.</summary>
    Counter,

    /// <summary>Up and down.</summary>
    Gauge,

    /// <summary>Counts of values below bounds: readings have the suffixes <c>_bucket</c>, <c>_sum</c> and <c>_count</c>.</summary>
    Histogram,
}

/// <summary>A value of an instrument and what it belongs to.</summary>
/// <param name="Value">The value.</param>
/// <param name="Labels">Which one of several.</param>
internal readonly record struct Reading(double Value, params (string Name, string Value)[] Labels)
{
    /// <summary>What stands behind the instrument's name; empty but in histograms.</summary>
    public string Suffix { get; init; } = "";
}
