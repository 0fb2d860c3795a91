using System.Globalization;
using Weir.Collector.Sessions;
using Weir.Collector.Sessions.Directory;
using SessionLines = System.Linq.IGrouping<Weir.Collector.Sessions.SessionKey, Weir.Collector.Sessions.Directory.ExporterLine>;

namespace Weir.App.Operating.Metrics;

/// <summary>
/// What the own collector heard of each exporter, protocol and domain. Anybody may send datagrams, so labels are bounded: the first
/// ones have their own, all others are summed under the exporter <c>other</c>.
/// </summary>
internal static class ExporterInstruments
{
    /// <summary>Exporters with labels of their own. A thousand, times the instruments here, is what Prometheus takes from one target without a thought.</summary>
    public const int MostLabelled = 1000;

    private const string Prefix = "weir_flowcollect_exporter_";

    public static IReadOnlyList<Instrument> All { get; } =
    [
        Sum("datagrams_total", InstrumentKind.Counter, "Datagrams decoded, by exporter.", static line => line.Total.Datagrams),
        Sum("bytes_total", InstrumentKind.Counter, "Octets of these datagrams.", static line => line.Total.Octets),
        Sum("records_total", InstrumentKind.Counter, "Flow records decoded, by exporter.", static line => line.Total.Records),
        Sum("lost", InstrumentKind.Gauge, "Records (IPFIX, NetFlow v5 and v7) or datagrams that were sent and have not come; falls when they come late.", static line => line.Lost),
        Sum("late_datagrams_total", InstrumentKind.Counter, "Datagrams that came after a later one, or twice.", static line => line.LateMessages),
        Sum("restarts_total", InstrumentKind.Counter, "Times an exporter began to count anew.", static line => line.Restarts),
        Sum("lost_samples", InstrumentKind.Gauge, "Samples that sFlow agents numbered and that did not come.", static line => line.LostSamples),
        Sum("templates", InstrumentKind.Gauge, "Templates in force.", static line => line.Templates + line.OptionsTemplates),
        new(Prefix + "last_heard_seconds", InstrumentKind.Gauge, "When the last datagram was received, in seconds since 1970-01-01 UTC.", static status => Labelled(status, static line => line.LastHeardNs / 1e9)),
        new(Prefix + "clock_ahead_seconds", InstrumentKind.Gauge, "How far an exporter's clock is ahead.", static status => Labelled(status, static line => line.ClockAheadNs / 1e9)),
        new(Prefix + "delay_seconds", InstrumentKind.Gauge, "From the end of records until they were exported, by the exporter's clock.", static status => Labelled(status, static line => line.DelayNs / 1e9)),
        One("exporters", InstrumentKind.Gauge, "Exporters, protocols and domains that are known.", static directory => directory.Count),
        One("exporters_refused_total", InstrumentKind.Counter, "Exporters that the directory had no room for, in each segment.", static directory => directory.SessionsRefused.Value),
        One("interfaces_refused_total", InstrumentKind.Counter, "Interfaces that the directory had no room for, in each segment.", static directory => directory.InterfacesRefused.Value),
        One("details_refused_total", InstrumentKind.Counter, "Templates and sFlow sources that the directory had no room for, in each segment.", static directory => directory.DetailsRefused.Value),
    ];

    private static Instrument One(string name, InstrumentKind kind, string help, Func<ExporterDirectory, long> value) =>
        new("weir_flowcollect_directory_" + name, kind, help, status => status.Directory is { } directory ? [new(value(directory))] : []);

    private static Instrument Sum(string name, InstrumentKind kind, string help, Func<ExporterLine, long> value) =>
        new(Prefix + name, kind, help, status =>
        {
            SessionLines[] sessions = [.. SessionsOf(status)];
            IEnumerable<Reading> labelled = sessions.Take(MostLabelled).Select(session => Of(session.Key, session.Sum(value)));
            return sessions.Length <= MostLabelled
                ? labelled
                : labelled.Append(new(sessions.Skip(MostLabelled).Sum(session => session.Sum(value)), ("exporter", "other"), ("protocol", ""), ("domain", "")));
        });

    private static IEnumerable<Reading> Labelled(OperatingStatus status, Func<ExporterLine, double?> value) =>
        from session in SessionsOf(status).Take(MostLabelled)
        let known = session.Max(value)
        where known is not null
        select Of(session.Key, known.Value);

    // An exporter may have several streams at once, and one that ended: to the labels they are the same.
    private static IEnumerable<SessionLines> SessionsOf(OperatingStatus status) => status.Exporters.GroupBy(static line => line.Key with { StreamPort = 0 });

    private static Reading Of(SessionKey key, double value) => new(
        value,
        ("exporter", key.ExporterAddress.ToString()),
        ("protocol", key.Protocol.Name),
        ("domain", key.ObservationDomainId.ToString(CultureInfo.InvariantCulture)));
}
