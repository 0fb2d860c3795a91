using System.Net;
using Weir.App.Composition;
using Weir.Exporter.Metering;
using Weir.Flows.Columns;

namespace Weir.App.Configuration.Options;

/// <summary>A collector that flows are exported to: <c>flow-export { collector NAME { … } }</c>.</summary>
internal sealed record CollectorSection
{
    public required string Name { get; init; }

    public required IPEndPoint EndPoint { get; init; }

    /// <summary>sflow, netflow5, netflow9 or ipfix.</summary>
    public required string Protocol { get; init; }

    /// <summary>udp, tcp, tls or dtls.</summary>
    public required string Transport { get; init; }

    public required TimeSpan PollingInterval { get; init; }

    public required TimeSpan TemplateRefresh { get; init; }

    public required uint SubAgentId { get; init; }

    public required uint ObservationDomain { get; init; }

    /// <summary>The agent's address in sFlow; <see langword="null"/>: the one datagrams leave by.</summary>
    public IPAddress? AgentAddress { get; init; }

    /// <summary>What to send from; <see langword="null"/>: as the route has it.</summary>
    public IPAddress? SourceAddress { get; init; }

    /// <summary>Differentiated services code point of the datagrams.</summary>
    public int? Dscp { get; init; }

    /// <summary>Octets of the longest message; <see langword="null"/>: as the path has it.</summary>
    public int? MaxMessage { get; init; }

    /// <summary>Records a second at most; 0 is no limit.</summary>
    public required int Pace { get; init; }

    /// <summary>How long messages are kept after the collector's host has them.</summary>
    public TimeSpan ConfirmAfter { get; init; }

    /// <summary>After how long an attempt to connect is given up.</summary>
    public TimeSpan ConnectTimeout { get; init; }

    /// <summary>After how long a DTLS session is begun anew; zero is never.</summary>
    public TimeSpan DtlsLifetime { get; init; }

    /// <summary>How long to wait before connecting again, at first; <see langword="null"/>: as the transport has it.</summary>
    public TimeSpan? Retry { get; init; }

    /// <summary>Names of the columns to export, or of groups of them, parted by commas; empty: those that are usual. One text, so that records compare by value.</summary>
    public required string Fields { get; init; }

    public TlsSection? Tls { get; init; }

    public SpoolSection? Spool { get; init; }

    /// <summary>What <see cref="Fields"/> lists.</summary>
    public IReadOnlyList<string> FieldNames => Fields.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The columns to export, in order.</summary>
    public IReadOnlyList<FlowColumn> Columns => FieldSelection.Columns(FieldNames, new());

    /// <summary>The section with every column by its name: what is usual depends on how flows are metered, and on what else there is.</summary>
    /// <param name="options">How flows are metered.</param>
    /// <param name="more">What is usual beside that.</param>
    public CollectorSection WithColumns(MeteringOptions options, IEnumerable<FlowColumn> more)
    {
        bool isUsual = FieldNames.Count == 0 || FieldNames.Contains(FieldSelection.Default);
        return this with { Fields = string.Join(',', FieldSelection.Columns(FieldNames, options).Union(isUsual ? more : []).Select(static column => column.Name)) };
    }

    public static CollectorSection Read(SectionReader section) => new()
    {
        Name = section.Name,
        EndPoint = new IPEndPoint(section.OptionalAddress("address")!, (int)section.Integer("port")),
        Protocol = section.Text("protocol"),
        Transport = section.Text("transport"),
        PollingInterval = section.Seconds("polling-interval"),
        TemplateRefresh = section.Seconds("template-refresh"),
        SubAgentId = (uint)section.Integer("sub-agent-id"),
        ObservationDomain = (uint)section.Integer("observation-domain"),
        AgentAddress = section.OptionalAddress("agent-address"),
        SourceAddress = section.OptionalAddress("source-address"),
        Dscp = section.OptionalInteger("dscp"),
        MaxMessage = section.OptionalInteger("max-message"),
        Pace = (int)section.Integer("pace"),
        ConfirmAfter = section.Seconds("confirm-after"),
        ConnectTimeout = section.Seconds("connect-timeout"),
        DtlsLifetime = section.Seconds("dtls-lifetime"),
        Retry = section.OptionalSeconds("retry"),
        Fields = string.Join(',', section.Values("fields").Distinct(StringComparer.Ordinal)),
        Tls = section.Section("tls", static tls => new TlsSection(
            tls.OptionalText("ca"), tls.OptionalText("certificate"), tls.OptionalText("key"), tls.OptionalText("server-name"))),
        Spool = section.Section("spool", static spool => new SpoolSection(spool.Text("directory"), (int)spool.Integer("max-size"))),
    };
}

/// <summary>How to trust a collector and to be trusted by it.</summary>
/// <param name="CertificateAuthority">File of the certificates that vouch for the collector; <see langword="null"/>: the system's.</param>
/// <param name="Certificate">File of our certificate.</param>
/// <param name="Key">File of its key.</param>
/// <param name="ServerName">The name that the collector's certificate must have; <see langword="null"/>: its address.</param>
internal sealed record TlsSection(string? CertificateAuthority, string? Certificate, string? Key, string? ServerName);

/// <summary>Where messages wait for a collector that cannot be reached.</summary>
/// <param name="Directory">Where.</param>
/// <param name="MaxMebibytes">How much at most.</param>
internal sealed record SpoolSection(string Directory, int MaxMebibytes);
