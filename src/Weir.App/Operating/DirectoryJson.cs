using System.Globalization;
using System.Text.Json;
using Weir.App.Operating.Attention;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Collector.Sessions.Directory;
using Weir.Flows.Exporters;
using Weir.Wire.Primitives;

namespace Weir.App.Operating;

/// <summary>The exporters that the collector heard, as <c>weir show exporters|interfaces|templates</c> answers them.</summary>
internal static class DirectoryJson
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>The word for all exporters, where an address could stand.</summary>
    public const string All = "all";

    /// <summary>What a table shows of exporters; JSON has all.</summary>
    public static IReadOnlyList<string> ExporterColumns { get; } =
    [
        "exporter", "state", "protocol", "domain", "last-seen", "records", "datagrams-per-second", "records-per-second", "templates", "interfaces",
        "sampling-rate", "sampling-told-by", "lost", "loss-ratio", "decode-errors", "restarts", "clock-ahead-seconds",
    ];

    /// <inheritdoc cref="ExporterColumns"/>
    public static IReadOnlyList<string> InterfaceColumns { get; } = ["exporter", "index", "name", "description", "in-records", "in-octets", "out-records", "out-octets", "last-seen"];

    /// <inheritdoc cref="ExporterColumns"/>
    public static IReadOnlyList<string> TemplateColumns { get; } = ["exporter", "protocol", "domain", "id", "of", "age-seconds", "fields"];

    /// <summary>Writes what is known of all exporters, or of one.</summary>
    /// <param name="what"><c>exporters</c>, <c>interfaces</c> or <c>templates</c>.</param>
    /// <param name="directory">What is known; <see langword="null"/> where nothing is collected.</param>
    /// <param name="exporter">An address; <see langword="null"/> or <see cref="All"/> for all.</param>
    /// <param name="now">The time.</param>
    /// <param name="json">Where it goes.</param>
    /// <returns>What is wrong with the question, if anything; nothing was written then.</returns>
    public static string? Write(string what, ExporterDirectory? directory, string? exporter, DateTimeOffset now, Utf8JsonWriter json)
    {
        if (directory is null)
        {
            json.WriteStartObject();
            json.WriteString("status", "not-configured");
            json.WriteEndObject();
            return null;
        }

        IpAddress? only = null;
        if (exporter is not (null or All))
        {
            if (!IpAddress.TryParse(exporter, out IpAddress address)) return $"exporter '{exporter}': want an address, or {All}";
            only = address;
        }

        long nowNs = (now - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        IReadOnlyList<ExporterLine> exporters = directory.Exporters(nowNs, only);
        if (only is not null && exporters.Count == 0) return $"no exporter {exporter} was heard";
        json.WriteStartArray();
        switch (what)
        {
            case "exporters":
                foreach (ExporterLine line in exporters) Write(line, nowNs, json);
                break;
            case "interfaces":
                foreach (InterfaceLine line in directory.Interfaces(only)) Write(line, json);
                break;
            default:
                foreach (TemplateLine line in directory.Templates(only)) Write(line, nowNs, json);
                break;
        }

        json.WriteEndArray();
        return null;
    }

    private static void Write(ExporterLine line, long nowNs, Utf8JsonWriter json)
    {
        Begin(line.Key, json);
        json.WriteString("state", ExporterHealth.StateOf(line, nowNs));
        json.WriteString("transport", line.Key.Origin == MessageOrigin.Stream ? "stream" : "datagrams");
        json.WriteNumber("port", line.Port);
        WriteTime("first-seen", line.FirstHeardNs, json);
        WriteTime("last-seen", line.LastHeardNs, json);
        json.WriteNumber("datagrams", line.Total.Datagrams);
        json.WriteNumber("octets", line.Total.Octets);
        json.WriteNumber("records", line.Total.Records);
        json.WriteNumber("datagrams-per-second", Math.Round((double)line.LastMinute.Datagrams / TrafficWindow.Seconds, 3));
        json.WriteNumber("octets-per-second", Math.Round((double)line.LastMinute.Octets / TrafficWindow.Seconds, 3));
        json.WriteNumber("records-per-second", Math.Round((double)line.LastMinute.Records / TrafficWindow.Seconds, 3));
        json.WriteNumber("templates", line.Templates);
        json.WriteNumber("options-templates", line.OptionsTemplates);
        json.WriteNumber("interfaces", line.Interfaces);
        if (line.SamplingRate == 0) json.WriteNull("sampling-rate");
        else json.WriteNumber("sampling-rate", line.SamplingRate);
        json.WriteString("sampling-told-by", NameOf(line.SamplingOrigin));
        json.WriteString("counted-by", NameOf(line.Key.Protocol.Counted));
        json.WriteNumber("received", line.Received);
        json.WriteNumber("lost", line.Lost);
        json.WriteNumber("loss-ratio", Math.Round(line.LossRatio, 6));
        json.WriteNumber("late", line.LateMessages);
        json.WriteNumber("repeated", line.Repeated);
        json.WriteNumber("restarts", line.Restarts);
        json.WriteNumber("lost-samples", line.LostSamples);
        json.WriteNumber("decode-errors", line.Faults.Total);
        DecodingStatus.WriteReasons(json, line.Faults.CountOf);
        WriteSeconds("clock-ahead-seconds", line.ClockAheadNs, json);
        WriteSeconds("export-delay-seconds", line.DelayNs, json);
        json.WriteEndObject();
    }

    private static void Write(InterfaceLine line, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("exporter", line.Exporter.ToString());
        json.WriteNumber("index", line.Traffic.Index);
        json.WriteString("name", line.Name.Name);
        json.WriteString("description", line.Name.Description);
        json.WriteNumber("in-records", line.Traffic.InRecords);
        json.WriteNumber("in-octets", line.Traffic.InOctets);
        json.WriteNumber("out-records", line.Traffic.OutRecords);
        json.WriteNumber("out-octets", line.Traffic.OutOctets);
        WriteTime("first-seen", line.FirstHeardNs, json);
        WriteTime("last-seen", line.LastHeardNs, json);
        json.WriteEndObject();
    }

    private static void Write(TemplateLine line, long nowNs, Utf8JsonWriter json)
    {
        Begin(line.Key, json);
        json.WriteNumber("id", line.Record.TemplateId);
        json.WriteString("of", line.Record.IsOptions ? "options" : "flows");
        WriteTime("first-told", line.FirstToldNs, json);
        WriteTime("last-told", line.LastToldNs, json);
        json.WriteNumber("age-seconds", Math.Round(Math.Max(0, nowNs - line.LastToldNs) / NanosecondsPerSecond, 3));
        json.WriteString("fields", string.Join(", ", line.FieldNames.Zip(line.Record.Fields, static (name, field) =>
            string.Create(CultureInfo.InvariantCulture, $"{name}({(field.IsVariable ? "variable" : field.Length)})"))));
        json.WriteEndObject();
    }

    private static void Begin(SessionKey key, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("exporter", key.ExporterAddress.ToString());
        json.WriteString("protocol", key.Protocol.Name);
        json.WriteNumber("domain", key.ObservationDomainId);
    }

    private static string NameOf(SequenceUnit unit) => unit switch
    {
        SequenceUnit.Records => "records",
        SequenceUnit.Messages => "datagrams",
        _ => "nothing",
    };

    private static string NameOf(SamplingOrigin origin) => origin switch
    {
        SamplingOrigin.Override => "override",
        SamplingOrigin.Header => "header",
        SamplingOrigin.Sample => "sflow",
        SamplingOrigin.Record => "record",
        SamplingOrigin.Options => "options",
        _ => "nobody",
    };

    private static void WriteTime(string name, long unixNs, Utf8JsonWriter json) => json.WriteString(
        name, DateTimeOffset.UnixEpoch.AddTicks(unixNs / TimeSpan.NanosecondsPerTick).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    private static void WriteSeconds(string name, long? ns, Utf8JsonWriter json)
    {
        // A little less than nothing is nothing: adding zero takes the sign away.
        if (ns is { } known) json.WriteNumber(name, Math.Round(known / NanosecondsPerSecond, 3) + 0.0);
        else json.WriteNull(name);
    }
}
