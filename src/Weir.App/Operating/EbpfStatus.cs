using System.Text.Json;
using Weir.Capture.Ebpf;

namespace Weir.App.Operating;

/// <summary>What programs within the kernel counted, as <c>weir show</c> tells it.</summary>
internal static class EbpfStatus
{
    public static void Write(EbpfMetrics metrics, Utf8JsonWriter json)
    {
        json.WriteStartObject("ebpf");
        foreach ((string name, long value) in Counters(metrics)) json.WriteNumber(name, value);
        json.WriteEndObject();
    }

    private static IEnumerable<(string Name, long Value)> Counters(EbpfMetrics metrics) =>
    [
        ("records", metrics.Records), ("packets", metrics.Packets), ("overflows", metrics.Overflows), ("drops", metrics.Drops),
        ("not-ip", metrics.NotIp), ("own", metrics.Own), ("unowned", metrics.Unowned),
    ];
}
