using System.Net;
using Weir.App.Composition;
using Weir.App.Configuration.Schema;
using Weir.Collector.Decoding;
using Weir.Collector.Deduplicating;
using Weir.Collector.Enriching.Networks;
using Weir.Collector.Listening.Streams;
using Weir.Collector.Sessions;
using Weir.Collector.Sessions.Directory;
using Weir.Collector.Sessions.Sampling;
using Weir.Collector.Stitching;
using Weir.Flows.Columns;

namespace Weir.App.Configuration.Options;

/// <summary>The section <c>flow-collect</c>.</summary>
/// <param name="Listening">Where to listen, and how.</param>
/// <param name="Archive">Directory of the archive.</param>
/// <param name="Journal">Directory of the journal.</param>
/// <param name="SegmentAge">After this time what was received is archived.</param>
/// <param name="Upkeep">How the archive is kept.</param>
internal sealed record FlowCollectOptions(ListenPlan Listening, string Archive, string Journal, TimeSpan SegmentAge, UpkeepSection Upkeep)
{
    public static FlowCollectOptions Read(SectionReader section)
    {
        string archive = section.Text("archive");
        return new(
            ListenPlan.Of([.. section.Values("listen").Select(ListenValue.Parse)], (int)section.Integer("receivers"), new()
            {
                Tls = section.Section<TlsServerOptions>("tls", static tls => new()
                {
                    CertificateFile = tls.Text("certificate"),
                    KeyFile = tls.OptionalText("key"),
                    ClientCaFile = tls.OptionalText("client-ca"),
                }),
                MaxConnections = (int)section.Integer("max-connections"),
                MaxConnectionsPerAddress = (int)section.Integer("max-connections-per-address"),
                HandshakeTimeout = section.Seconds("handshake-timeout"),
                MessageTimeout = section.Seconds("message-timeout"),
                IdleTimeout = section.Seconds("idle-timeout"),
            }) with
            {
                Tees = [.. section.Values("tee").Select(TeeText.Parse)],
                Proxies = section.Flag("proxy-protocol") ? ListenPlan.Trusting([.. section.Values("proxy-from")]) : null,
            },
            archive,
            section.OptionalText("journal") ?? Path.Combine(archive, "journal"),
            section.Seconds("segment-age"),
            UpkeepSection.Read(section))
        {
            RawKeep = DurationValue.TryParse(section.OptionalText("raw-keep") ?? "", out TimeSpan raw) ? raw : null,
            MaxRawBytes = section.Integer("raw-max-size") << 20,
            Times = new() { Policy = TimePolicyNames.Read(section.Text("time-policy")), MaxAge = DurationValue.Read(section.Text("max-flow-age")) },
            SamplingOverrides = Options.SamplingOverrides.Read(section),
            Columns = [.. section.Named("column", static one => new ColumnDefinition(
                one.Name,
                ColumnDefinition.TryParseElement(one.Text("element"), out ElementBinding element) ? element : throw new FormatException(one.Text("element")),
                ColumnDefinition.Types[one.Text("type")]))],
            Dedup = DedupArguments.Of([.. section.Values("dedup")], section.Text("dedup-action")) with
            {
                Boundary = BoundaryInterfaces.Read(section),
                Window = DurationValue.Read(section.Text("dedup-window")),
                MaxFlows = (int)section.Integer("dedup-flows"),
            },
            Stitching = new()
            {
                IsOn = section.Flag("stitch"),
                Window = DurationValue.Read(section.Text("stitch-window")),
                MaxConversations = (int)section.Integer("stitch-flows"),
            },
            Networks = section.Values("networks") is { Count: > 0 } networks ? new() { Files = networks, MaxNetworks = (int)section.Integer("max-networks") } : null,
            Directory = new() { MaxSessions = (int)section.Integer("max-exporters"), MaxInterfacesPerExporter = (int)section.Integer("max-exporter-interfaces") },
        };
    }

    /// <summary>How long segments stay after they are archived; <see langword="null"/>: not at all.</summary>
    public TimeSpan? RawKeep { get; init; }

    /// <summary>How much these may take.</summary>
    public long MaxRawBytes { get; init; }

    /// <summary>Which times of records can be right, and what becomes of others.</summary>
    public TimeRepairOptions Times { get; init; } = new();

    /// <summary>Sampling rates that go before what exporters say.</summary>
    public IReadOnlyList<SamplingOverride> SamplingOverrides { get; init; } = [];

    /// <summary>Columns for elements that have none.</summary>
    public IReadOnlyList<ColumnDefinition> Columns { get; init; } = [];

    /// <summary>How duplicates are found.</summary>
    public DeduplicationOptions Dedup { get; init; } = new();

    /// <summary>How the directions of conversations are brought together.</summary>
    public StitchingOptions Stitching { get; init; } = new();

    /// <summary>The files that say tags, countries and systems of addresses; <see langword="null"/>: there is none.</summary>
    public NetworksOptions? Networks { get; init; }

    /// <summary>How many exporters and interfaces are remembered.</summary>
    public DirectoryOptions Directory { get; init; } = new();

    /// <summary>What is believed of exporters.</summary>
    public SessionOptions Sessions => new() { Times = Times, SamplingOverrides = SamplingOverrides, MaxSessions = Directory.MaxSessions };

    /// <summary>Whether a collector of the one goes on as it is with the other: both say the same but of networks, which change between two batches.</summary>
    public bool SameAs(FlowCollectOptions? other) =>
        other is not null && Listening.SameAs(other.Listening) && SamplingOverrides.SequenceEqual(other.SamplingOverrides)
        && Columns.SequenceEqual(other.Columns)
        && this with { Listening = other.Listening, SamplingOverrides = other.SamplingOverrides, Columns = other.Columns, Networks = other.Networks } == other;

    internal static IPEndPoint Endpoint(string text) => EndpointValue.TryParse(text, out IPEndPoint endpoint) ? endpoint : throw new InvalidOperationException(text);
}
