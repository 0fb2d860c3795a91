using Weir.App.Composition;
using Weir.App.Configuration.Options;
using Weir.Exporter.Exporting;
using Weir.Exporter.Metering;

namespace Weir.App.Operating;

/// <summary><c>weir export --control</c>: a command line's exporter, asked and steered as <c>weir run</c> is.</summary>
/// <param name="live">What meters.</param>
/// <param name="options">How.</param>
/// <param name="exporting">What exports.</param>
/// <param name="collectors">The collectors, in the order of its sessions.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="stop">Begins the end.</param>
internal sealed class ExportControl(
    LiveMetering live, MeteringOptions options, ExportingProcess exporting, IReadOnlyList<EndpointText> collectors, TimeProvider clock, Action stop) : IOperated
{
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    public OperatingStatus Status => new(
        [.. exporting.Sessions.Zip(collectors, static (session, endpoint) => new CollectorStatusLine(Section(session, endpoint), session.Metrics, session.TransportMetrics))],
        [.. live.Workers.Select(worker => new InterfaceStatusLine(
            worker.Name, true, worker.IsGathering, worker.Counters, options.MaxFlows, worker.Metering?.SamplingRate ?? options.Sampling?.Rate ?? 1, new ExpiryLateness()))],
        null,
        null,
        _startedAt)
    {
        Conntrack = live.Conntrack,
        Ebpf = live.Ebpf,
    };

    public DateTimeOffset Now => clock.GetUtcNow();

    public IReadOnlyList<IMeter> Meters => live.Workers;

    public void RepeatTemplates()
    {
        foreach (CollectorSession session in exporting.Sessions) session.Refresh();
    }

    public void Shutdown() => stop();

    private static CollectorSection Section(CollectorSession session, EndpointText endpoint)
    {
        string[] words = endpoint.Scheme.Split('+');
        return new()
        {
            Name = session.Name,
            EndPoint = endpoint.EndPoint,
            Protocol = words[0],
            Transport = words.Length > 1 ? words[1] : "udp",
            PollingInterval = session.Options.PollingInterval,
            TemplateRefresh = session.Options.TemplateRefresh,
            SubAgentId = session.Options.SubAgentId,
            ObservationDomain = session.Options.ObservationDomainId,
            Pace = 0,
            Fields = "",
        };
    }
}
