using Weir.Fuzz.Targets;

namespace Weir.Fuzz;

/// <summary>All there are, a line each.</summary>
internal static class FuzzTargets
{
    /// <summary>Name, and how the target is made.</summary>
    public static IReadOnlyList<(string Name, Func<IFuzzTarget> Open)> All { get; } =
    [
        ("packets", static () => new PacketTarget()),
        ("tunnels", static () => new TunnelTarget()),
        ("pcap", static () => new CaptureTarget("pcap", CaptureSeeds.Pcap())),
        ("pcapng", static () => new CaptureTarget("pcapng", CaptureSeeds.PcapNg())),
        ("netflow5", static () => new DatagramTarget("netflow5", "netflow5.pcap")),
        ("netflow9", static () => new DatagramTarget("netflow9", "netflow9.pcap")),
        ("ipfix", static () => new DatagramTarget("ipfix", "ipfix.pcap")),
        ("sflow", static () => new DatagramTarget("sflow", "sflow.pcap")),
        ("ipfix-file", static () => new IpfixFileTarget()),
        ("proxied", static () => new ProxiedTarget()),
        ("stream", static () => new StreamTarget()),
        ("proxy", static () => new ProxyTarget()),
        ("metering", static () => new MeteringTarget()),
        ("journal", static () => new JournalTarget()),
        ("spool", static () => new SpoolTarget()),
        ("templates", static () => new TemplateMemoryTarget()),
        ("configuration", static () => new ConfigurationTarget("configuration", "weir.conf")),
        ("yaml", static () => new ConfigurationTarget("yaml", "weir.yaml")),
        ("filter", static () => new FilterTarget()),
        ("users", static () => new AccountTarget()),
        ("zeek", static () => new LogTarget("zeek", "zeek-conn.log", "zeek-conn.json")),
        ("aws-vpc", static () => new LogTarget("aws-vpc", "aws-vpc-v2.log", "aws-vpc-v5.log")),
        ("azure", static () => new LogTarget("azure", "azure-nsg-v1.json", "azure-nsg-v2.json", "azure-vnet.json")),
        ("gcp", static () => new LogTarget("gcp", "gcp-vpc.ndjson")),
        ("nfdump-csv", static () => new LogTarget("nfdump-csv", "nfdump-1.7.csv", "nfdump-1.7.4.csv")),
        ("footers", static () => new FooterTarget()),
        ("databases", static () => NetworksTarget.OfDatabases()),
        ("networks", static () => NetworksTarget.OfLists()),
        ("kubernetes", static () => new KubernetesTarget()),
    ];
}
