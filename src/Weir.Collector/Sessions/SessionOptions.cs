using Weir.Collector.Decoding;
using Weir.Collector.Sessions.Sampling;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions;

/// <summary>
/// How much exporters are remembered. UDP lets anybody be a new exporter, so everything here has an end.
/// </summary>
public sealed record SessionOptions
{
    /// <summary>Exporters and their domains at once. A large network has some thousands of routers, most with one domain.</summary>
    public int MaxSessions { get; init; } = 16_384;

    /// <summary>Templates of one session. Devices define tens; an id space of 65,280 is theirs to fill.</summary>
    public int MaxTemplatesPerSession { get; init; } = 1024;

    /// <summary>Octets of all template records together, each counted as 128 at least: room for about a hundred thousand.</summary>
    public int MaxTemplateOctets { get; init; } = 16 << 20;

    /// <summary>
    /// Data sources of all sFlow agents together whose samples are counted: a large network has some ten thousand ports, and each
    /// may send flow samples and counters.
    /// </summary>
    public int MaxSampleSources { get; init; } = 65_536;

    /// <summary>Sampling rates told by options records: one for each sampler or sampled interface of a large network.</summary>
    public int MaxSamplers { get; init; } = 65_536;

    /// <summary>
    /// Octets of options records that name applications, of all sessions: each segment opens with them. NBAR2 names about 1,500
    /// applications with 83 octets each, so the names of some hundred and thirty routers.
    /// </summary>
    public int MaxApplicationOctets { get; init; } = 16 << 20;

    /// <summary>Applications of one session that have names. Makers of firewalls number some thousands.</summary>
    public int MaxApplicationsPerSession { get; init; } = 8192;

    /// <summary>
    /// Octets of the names of interfaces, and of the options records that told them, of all exporters: each segment opens with the records. Some 250 octets
    /// for each of <see cref="Directory.DirectoryOptions.MaxInterfaces"/>.
    /// </summary>
    public int MaxInterfaceNameOctets { get; init; } = 16 << 20;

    /// <summary>Interfaces of one exporter that have names: as <see cref="Directory.DirectoryOptions.MaxInterfacesPerExporter"/>.</summary>
    public int MaxInterfaceNamesPerExporter { get; init; } = 4096;

    /// <summary>Configured sampling rates; they go before whatever exporters say.</summary>
    public IReadOnlyList<SamplingOverride> SamplingOverrides { get; init; } = [];

    /// <summary>Which times of records can be right, and what becomes of others.</summary>
    public TimeRepairOptions Times { get; init; } = new();

    /// <summary>
    /// A session not heard of for this long gives way to a new one when all places are taken: three times the 30 minutes that
    /// exporters usually let pass between template refreshes, as RFC 7011 section 8.4 has it for a template's lifetime.
    /// </summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromMinutes(90);

    /// <summary>
    /// Octets of data sets that may wait for their template: some seven hundred full datagrams. An exporter that starts sends its
    /// templates with the first of them.
    /// </summary>
    public int MaxWaitingOctets { get; init; } = 1 << 20;

    /// <summary>Octets of them that may be of one session: a quarter, so that no single exporter takes all the room.</summary>
    public int MaxWaitingOctetsPerSession { get; init; } = 1 << 18;

    /// <summary>How long a data set may wait: 30 minutes, the longest that exporters usually let pass between template refreshes.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Whether template withdrawals are obeyed in datagrams too. RFC 7011 section 8.4: over UDP they must be ignored. In streams they
    /// always are obeyed (section 8.1).
    /// </summary>
    public bool AcceptWithdrawals { get; init; }

    /// <summary>Limits of a single template.</summary>
    public TemplateLimits Templates { get; init; } = TemplateLimits.Default;
}
