using Weir.Capture.Ebpf;

namespace Weir.App.Operating.Metrics;

/// <summary>What programs within the kernel count.</summary>
internal static class EbpfInstruments
{
    public static IReadOnlyList<Instrument> All { get; } =
    [
        One("records_total", "Flow records of what was counted within the kernel.", static metrics => metrics.Records),
        One("packets_total", "Packets in those records.", static metrics => metrics.Packets),
        One("overflows_total", "Packets that the map of flows had no room for, told one by one.", static metrics => metrics.Overflows),
        One("drops_total", "Packets in no record, since the ring of overflows was full as well.", static metrics => metrics.Drops),
        One("not_ip_total", "Packets that are not IP, or cut within their header.", static metrics => metrics.NotIp),
        One("own_total", "Flows left out: this exporter's conversations with its collectors.", static metrics => metrics.Own),
        One("unowned_total", "Flow records whose process is not known.", static metrics => metrics.Unowned),
    ];

    private static Instrument One(string name, string help, Func<EbpfMetrics, long> value) =>
        new("weir_ebpf_" + name, InstrumentKind.Counter, help, status => status.Ebpf is { } metrics ? [new(value(metrics))] : []);
}
