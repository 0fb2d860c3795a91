using System.Globalization;
using System.Text.Json;
using Weir.Collector.Decoding;
using Weir.Wire.Primitives;

namespace Weir.App.Operating;

/// <summary>What became of messages, as <c>weir show</c> answers it.</summary>
internal static class DecodingStatus
{
    private static readonly (DecodeStatus Status, string Name)[] Reasons = [.. Enum.GetValues<DecodeStatus>().Where(static status => status != default).Select(static status => (status, JsonNamingPolicy.KebabCaseLower.ConvertName(status.ToString())))];

    public static void Write(this DecoderMetrics metrics, Utf8JsonWriter json)
    {
        json.WriteStartObject("decoding");
        json.WriteNumber("netflow-messages", metrics.NetFlowV1Messages + metrics.NetFlowV5Messages + metrics.NetFlowV7Messages + metrics.NetFlowV9Messages);
        json.WriteNumber("ipfix-messages", metrics.IpfixMessages);
        json.WriteNumber("sflow-datagrams", metrics.SFlowDatagrams);
        json.WriteNumber("flow-records", metrics.DataRecords);
        json.WriteNumber("counter-records", metrics.CounterRecords);
        json.WriteNumber("exporter-records", metrics.ExporterRecords);
        json.WriteNumber("template-changes", metrics.TemplateChanges);
        json.WriteNumber("rates-unknown", metrics.RatesUnknown);
        json.WriteNumber("times-in-future", metrics.TimesInFuture);
        json.WriteNumber("times-too-old", metrics.TimesTooOld);
        json.WriteNumber("sessions-refused", metrics.SessionsRefused);
        // What waited for its template and was decoded then is well.
        WriteReasons(json, status => metrics.CountOf(status) - (status == DecodeStatus.UnknownTemplate ? metrics.LateDataSets : 0));
        json.WriteEndObject();
    }

    /// <summary>What could not be decoded, by its reasons.</summary>
    public static void WriteReasons(Utf8JsonWriter json, Func<DecodeStatus, long> countOf)
    {
        json.WriteStartObject("not-decoded");
        foreach ((DecodeStatus status, string name) in Reasons) json.WriteNumber(name, countOf(status));
        json.WriteEndObject();
    }

    /// <summary>The largest reasons in words: «12 unknown-template, 3 bad-length»; nothing where all was decoded.</summary>
    public static string Words(Func<DecodeStatus, long> countOf) => string.Join(", ", Reasons
        .Select(reason => (Count: countOf(reason.Status), reason.Name)).Where(static one => one.Count > 0).OrderByDescending(static one => one.Count)
        .Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Count} {one.Name}")));
}
