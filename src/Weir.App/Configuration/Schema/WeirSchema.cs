using System.Globalization;
using System.Net;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Composition;
using Weir.App.Configuration.Options;
using Weir.App.Operating;
using Weir.Capture.Conntrack;
using Weir.Capture.Ebpf;
using Weir.Capture.NfLog;
using Weir.Capture.PSample;
using Weir.Collector.Deduplicating;
using Weir.Collector.Enriching.Networks;
using Weir.Collector.Journal;
using Weir.Collector.Listening.Streams;
using Weir.Collector.Sessions.Directory;
using Weir.Collector.Stitching;
using Weir.Exporter.Metering;
using Weir.Exporter.Metering.Applications;
using Weir.Exporter.Transport;
using Weir.Flows.Columns;
using static Weir.App.Configuration.Schema.SettingType;

namespace Weir.App.Configuration.Schema;

/// <summary>All settings there are. Reading, checking, defaults and what <c>weir check</c> prints come from these rows.</summary>
internal static class WeirSchema
{
    private static readonly MeteringOptions Metering = new();
    private static readonly ApplicationOptions Applications = new();
    private static readonly ConntrackOptions Conntrack = new();
    private static readonly EbpfOptions Ebpf = new() { Interfaces = [] };
    private static readonly DirectoryOptions Directory = new();
    private static readonly StreamListenerOptions Streams = new();
    private static readonly AccessOptions Access = new("");
    private static readonly ConsoleOptions Console = new(new IPEndPoint(IPAddress.Loopback, 0));
    private static readonly NfLogOptions NfLog = new() { Group = 0 };

    private static readonly SectionSchema Collector = new(
        "collector",
        [
            new("address", Address) { IsMandatory = true, Example = "192.0.2.10" },
            new("port", Integer(1, 65535), "6343"),
            new("protocol", OneOf("sflow", "netflow5", "netflow9", "ipfix")) { IsMandatory = true, Example = "ipfix" },
            new("transport", OneOf("udp", "tcp", "tls", "dtls"), "udp"),
            new("polling-interval", Integer(1, 3600), "20"),
            new("template-refresh", Integer(1, 86400), "600"),
            new("sub-agent-id", Integer(0, uint.MaxValue), "0"),
            new("observation-domain", Integer(0, uint.MaxValue), "0"),
            new("agent-address", Address),
            new("source-address", Address),
            new("dscp", Integer(0, 63)),
            new("max-message", Integer(512, 65507)),
            new("pace", Integer(0, int.MaxValue), "0"),
            new("retry", Seconds(0.001, 86400)),
            new("connect-timeout", Seconds(0.001, 86400), Text(new QueueOptions().ConnectTimeout)),
            new("confirm-after", Seconds(0, 86400), Text(new QueueOptions().ConfirmAfter)),
            new("dtls-lifetime", Seconds(0, 86400), "60"),
            new("fields", OneOf([.. FieldSelection.Names])) { IsList = true },
        ],
        [
            new("tls", [new("ca", FilePath), new("certificate", FilePath), new("key", FilePath), new("server-name", HostName)], []),
            new("spool", [new("directory", FilePath) { IsMandatory = true, Example = "/var/lib/weir/spool" }, new("max-size", Integer(1, 1 << 20), "1024")], []),
        ])
    { NameOf = "a collector" };

    private static readonly SectionSchema FlowExport = new(
        "flow-export",
        [new("balance", OneOf(DistributionNames.All), DistributionNames.Default)],
        [
            Collector,
            new(
                "metering",
                [
                    new("active-timeout", Seconds(0, 86400), Text(Metering.ActiveTimeout)),
                    new("idle-timeout", Seconds(0, 86400), Text(Metering.IdleTimeout)),
                    new("tcp-end-timeout", Seconds(0, 86400), Text(Metering.TcpEndGrace)),
                    new("biflow", Flag, "false"),
                    new("tcp-performance", Flag, "false"),
                    new("max-flows", Integer(1, 1 << 27), Text(Metering.MaxFlows)),
                    new("overload", OneOf(OverloadNames.All), OverloadNames.Default),
                    new("sampling-rate", Integer(1, 1_000_000), "1"),
                    new("sampling-method", OneOf("deterministic", "random", "flowhash"), "deterministic"),
                    new("adaptive-sampling", Flag, "false"),
                    new("applications", OneOf("none", "ndpi"), "none"),
                    new("application-tcp-packets", Integer(1, 65535), Text(Applications.MaxTcpPackets)),
                    new("application-other-packets", Integer(1, 65535), Text(Applications.MaxOtherPackets)),
                    new("application-flows", Integer(1, 1 << 24), Text(Applications.MaxPending)),
                ],
                [
                    new("interface", [new("promiscuous", Flag, "true"), new("ring-size", Integer(1, 1024), "64"), new("sampling-rate", Integer(1, 1_000_000))], []) { NameOf = "an interface" },
                    new(
                        "nflog",
                        [
                            new("group", Integer(0, ushort.MaxValue)) { IsMandatory = true, IsList = true, Example = "5" },
                            new("copy-range", Integer(40, ushort.MaxValue), Text(NfLog.CopyRange)),
                            new("queue-threshold", Integer(1, NfLogOptions.MaxQueueThreshold), Text(NfLog.QueueThreshold)),
                            new("buffer-size", Integer(1, 1023), Text(NfLog.BufferOctets >> 20)),
                        ],
                        []),
                ]),
            new(
                "sampling",
                [new("receive-buffer", Integer(1, 1024), "4")],
                [
                    new(
                        "interface",
                        [
                            new("rate", Integer(1, SamplingRequest.MaxRate)) { IsMandatory = true, Example = "1024" },
                            new("trunc-size", Integer(SamplingRequest.MinTruncation, SamplingRequest.MaxTruncation), Text(SamplingRequest.DefaultTruncation)),
                            new("group", Integer(1, uint.MaxValue), "1"),
                            new("source", OneOf("psample", "capture"), "psample"),
                            new("direction", OneOf("both", "ingress", "egress"), "both"),
                            new("flows", Flag, "false"),
                        ],
                        [])
                    { NameOf = "an interface" },
                ]),
            new(
                "conntrack",
                [
                    new("enabled", Flag, "false"),
                    new("active-timeout", Integer(1, 3600), Text(Conntrack.ActiveTimeout)),
                    new("events", OneOf(ConntrackSection.EventWords), ConntrackSection.EventWords[0]),
                    new("reliable", Flag, "false"),
                    new("nat", Flag, "false"),
                    new("nat-events", Flag, "false"),
                    new("biflow", Flag, "false"),
                    new("set-sysctls", Flag, "false"),
                    new("max-connections", Integer(1, 1 << 24), Text(Conntrack.MaxConnections)),
                    new("buffer-size", Integer(1, 1023), Text(Conntrack.BufferOctets >> 20)),
                ],
                []),
            new(
                "ebpf",
                [
                    new("active-timeout", Seconds(1, 86400), Text(Ebpf.ActiveTimeout)),
                    new("max-flows", Integer(16, 1 << 22), Text(Ebpf.MaxFlows)),
                    new("processes", Flag, "true"),
                    new("dns-latency", Flag, "false"),
                ],
                [new("interface", [], []) { NameOf = "an interface" }]),
            new("enrichment", [new("bgp", Flag, "false")], [EnrichmentSchema.Kubernetes]),
        ]);

    private static readonly SectionSchema FlowCollect = new(
        "flow-collect",
        [
            new("listen", Listener) { IsMandatory = true, IsList = true, Example = "*:4739" },
            new("tee", Tee) { IsList = true },
            new("receivers", Integer(1, ListenPlan.MaxReceivers), "1"),
            new("max-connections", Integer(1, 1 << 16), Text(Streams.MaxConnections)),
            new("max-connections-per-address", Integer(1, 1 << 16), Text(Streams.MaxConnectionsPerAddress)),
            new("handshake-timeout", Seconds(0.1, 86400), Text(Streams.HandshakeTimeout)),
            new("message-timeout", Seconds(0.1, 86400), Text(Streams.MessageTimeout)),
            new("idle-timeout", Seconds(0.1, 86400), Text(Streams.IdleTimeout)),
            new("dedup", OneOf(DedupArguments.Window, DedupArguments.Best, DedupArguments.Boundary)) { IsList = true },
            new("dedup-window", Duration, "120s"),
            new("dedup-flows", Integer(8, 1 << 28), Text(new DeduplicationOptions().MaxFlows)),
            new("dedup-action", OneOf(DedupArguments.Flag, DedupArguments.Drop), DedupArguments.Flag),
            new("stitch", Flag, "false"),
            new("stitch-window", Duration, "120s"),
            new("stitch-flows", Integer(8, 1 << 28), Text(new StitchingOptions().MaxConversations)),
            new("networks", FilePath) { IsList = true },
            new("max-networks", Integer(1, NetworksArguments.MostNetworks), Text(new NetworksOptions { Files = [] }.MaxNetworks)),
            new("proxy-protocol", Flag, "false"),
            new("proxy-from", Network) { IsList = true },
            new("archive", FilePath) { IsMandatory = true, Example = "/var/lib/weir/archive" },
            new("journal", FilePath),
            new("segment-age", Seconds(0.1, 86400), "5"),
            new("raw-keep", Duration),
            new("raw-max-size", Integer(1, 1 << 30), Text((int)(new JournalOptions { Directory = "" }.MaxRawBytes >> 20))),
            .. ArchiveSchema.Settings,
            new("time-policy", OneOf(TimePolicyNames.All), TimePolicyNames.Default),
            new("max-flow-age", Duration, "1d"),
            new("max-exporters", Integer(1, 1 << 20), Text(Directory.MaxSessions)),
            new("max-exporter-interfaces", Integer(1, Directory.MaxInterfacesPerExporter), Text(Directory.MaxInterfacesPerExporter)),
        ],
        [
            ArchiveSchema.Retention,
            new("tls", [new("certificate", FilePath) { IsMandatory = true, Example = "/etc/weir/collector.pem" }, new("key", FilePath), new("client-ca", FilePath)], []),
            new(
                "column",
                [new("element", Element) { IsMandatory = true, Example = "35632/118" }, new("type", OneOf([.. ColumnDefinition.Types.Keys])) { IsMandatory = true, Example = "string" }],
                [])
            { NameOf = "a column", Names = ColumnName },
            new(
                "exporter",
                [new("sampling-rate", Integer(1, uint.MaxValue))],
                [
                    new("interface", [new("sampling-rate", Integer(1, uint.MaxValue)), new("boundary", Flag, "false")], [])
                    { NameOf = "an interface", Names = Integer(1, uint.MaxValue) },
                ])
            { NameOf = "an exporter", Names = Address },
        ]);

    /// <summary>The whole file.</summary>
    public static SectionSchema Root { get; } = new(
        "",
        [new("user", UserName)],
        [
            FlowExport,
            FlowCollect,
            new(
                "console",
                [
                    new("listen", Endpoint) { IsMandatory = true, Example = "127.0.0.1:8080" },
                    new("max-questions", Integer(1, 64), Text(Console.MaxQuestions)),
                    new("max-waiting", Integer(0, 4096), Text(Console.MaxWaiting)),
                    new("question-timeout", Seconds(0.1, 3600), Text(Console.QuestionTimeout)),
                    new("question-memory", Integer(64, 1 << 20)),
                    new("max-watchers", Integer(1, 4096), Text(Console.MaxWatchers)),
                    new("views", FilePath),
                    new("max-views", Integer(1, 10_000), Text(Console.MaxViews)),
                    new("certificate", FilePath),
                    new("key", FilePath),
                ],
                [
                    new(
                        "auth",
                        [
                            new("users", FilePath) { IsMandatory = true, Example = "/var/lib/weir/users.json" },
                            new("session-idle", Seconds(60, 86_400), Text(Access.SessionIdle)),
                            new("session-lifetime", Seconds(60, 2_592_000), Text(Access.SessionLifetime)),
                            new("max-sessions", Integer(1, 100_000), Text(Access.MaxSessions)),
                            new("max-sign-ins", Integer(1, 1000), Text(Access.MaxSignIns)),
                            new("requests-per-second", Integer(1, 10_000), Text(Access.RequestsPerSecond)),
                            new("max-questions", Integer(1, 4096), Text(Access.MaxQuestions)),
                            new("proxy-header", HeaderName),
                            new("proxy-from", Address) { IsList = true },
                            new("role-header", HeaderName),
                            new("proxy-role", OneOf([.. RoleName.All])),
                            new("audit", FilePath),
                            new("audit-size", Integer(1, 4096), Text((int)(Access.AuditOctets >> 20))),
                            new("audit-files", Integer(0, 100), Text(Access.AuditFiles)),
                        ],
                        [OpenIdSchema.Section]),
                ]),
            // 60 s: what OpenTelemetry's specification has for a periodic reader.
            new("metrics", [new("listen", Endpoint), new("otlp", HttpAddress), new("otlp-interval", Seconds(1, 3600), "60")], []),
            new("control", [new("socket", FilePath, ControlSocketPath.Default)], []),
        ]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(TimeSpan? time) => (time?.TotalSeconds ?? 0).ToString(CultureInfo.InvariantCulture);
}
