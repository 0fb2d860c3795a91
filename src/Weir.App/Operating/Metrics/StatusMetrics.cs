namespace Weir.App.Operating.Metrics;

/// <summary>The status as Prometheus reads it.</summary>
internal static class StatusMetrics
{
    /// <summary>All there are. Those without a reading, because nothing of their kind runs, are left out of the answer.</summary>
    public static IReadOnlyList<Instrument> Instruments { get; } =
    [
        .. ExportingInstruments.All,
        .. MeteringInstruments.All,
        .. ConntrackInstruments.All,
        .. EbpfInstruments.All,
        .. SamplingInstruments.All,
        .. KubernetesInstruments.All,
        .. NetworkInstruments.All,
        .. CollectingInstruments.All,
        .. ExporterInstruments.All,
        .. UpkeepInstruments.All,
        new("process_start_time_seconds", InstrumentKind.Gauge, "When the process began, in seconds since 1970-01-01 UTC.",
            static status => [new(status.StartedAt.ToUnixTimeMilliseconds() / 1000.0)]),
    ];

    public static string Render(OperatingStatus status)
    {
        var text = new PrometheusText();
        foreach (Instrument instrument in Instruments)
        {
            bool begun = false;
            foreach (Reading reading in instrument.Read(status))
            {
                if (!begun) text.Begin(instrument);
                begun = true;
                text.Sample(instrument.Name + reading.Suffix, reading.Value, reading.Labels);
            }
        }

        return text.ToString();
    }
}
