using System.Diagnostics.Metrics;

namespace Weir.App.Operating.Metrics;

/// <summary>
/// The instruments as a meter of System.Diagnostics.Metrics, for whatever listens in the process: OTLP here, a profiler there. Names lack
/// Prometheus's <c>_total</c>, which its collectors add. A histogram is told as its buckets, sum and count: readings are sums made elsewhere,
/// and a meter only takes single values.
/// </summary>
internal sealed class StatusMeter : IDisposable
{
    /// <summary>By which listeners choose it.</summary>
    public const string Name = "Weir";

    private static readonly string[] HistogramSuffixes = ["_bucket", "_sum", "_count"];

    private readonly Meter _meter = new(Name);

    /// <param name="status">Asked for each instrument when a listener reads.</param>
    public StatusMeter(Func<OperatingStatus> status)
    {
        foreach (Instrument instrument in StatusMetrics.Instruments)
        {
            switch (instrument.Kind)
            {
                case InstrumentKind.Gauge:
                    _meter.CreateObservableGauge(instrument.Name, () => Measure(instrument, "", status()), null, instrument.Help);
                    break;
                case InstrumentKind.Counter:
                    _meter.CreateObservableCounter(WithoutTotal(instrument.Name), () => Measure(instrument, "", status()), null, instrument.Help);
                    break;
                default:
                    foreach (string suffix in HistogramSuffixes)
                        _meter.CreateObservableCounter(instrument.Name + suffix, () => Measure(instrument, suffix, status()), null, instrument.Help);
                    break;
            }
        }
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<double>> Measure(Instrument instrument, string suffix, OperatingStatus status) =>
        from reading in instrument.Read(status)
        where reading.Suffix == suffix
        select new Measurement<double>(reading.Value, [.. reading.Labels.Select(static label => new KeyValuePair<string, object?>(label.Name, label.Value))]);

    private static string WithoutTotal(string name) => name.EndsWith("_total", StringComparison.Ordinal) ? name[..^"_total".Length] : name;
}
