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
        json.WriteNumber("template-changes", metrics.TemplateChanges);
        json.WriteNumber("rates-unknown", metrics.RatesUnknown);
        json.WriteNumber("times-in-future", metrics.TimesInFuture);
        json.WriteNumber("times-too-old", metrics.TimesTooOld);
        json.WriteNumber("sessions-refused", metrics.SessionsRefused);
        json.WriteStartObject("not-decoded");
        // What waited for its template and was decoded then is well.
        foreach ((DecodeStatus status, string name) in Reasons) json.WriteNumber(name, metrics.CountOf(status) - (status == DecodeStatus.UnknownTemplate ? metrics.LateDataSets : 0));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
