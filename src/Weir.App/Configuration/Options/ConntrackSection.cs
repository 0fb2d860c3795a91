using Weir.Capture.Conntrack;
using Weir.Exporter.Exporting;
using Weir.Flows.Columns;

namespace Weir.App.Configuration.Options;

/// <summary>Flows from the kernel's connection tracking: the section <c>conntrack</c>.</summary>
/// <param name="Enabled">Whether there are any.</param>
/// <param name="Options">How.</param>
internal sealed record ConntrackSection(bool Enabled, ConntrackOptions Options)
{
    private const string Begins = "begins", None = "none";

    /// <summary>What events can be asked for, in words.</summary>
    public static string[] EventWords { get; } = ["ends", Begins, None];

    /// <summary>Columns that such records have beyond the usual ones. Those of translation take naming: most collectors do not want them.</summary>
    public IReadOnlyList<FlowColumn> Columns => Options.Biflow ? ExportTemplate.BiflowColumns : [];

    public static ConntrackSection Read(SectionReader section) => new(
        section.Flag("enabled"),
        new ConntrackOptions
        {
            ActiveTimeout = section.Seconds("active-timeout"),
            Events = section.Text("events") switch { Begins => ConntrackEvents.BeginsAndEnds, None => ConntrackEvents.None, _ => ConntrackEvents.Ends },
            Reliable = section.Flag("reliable"),
            Translations = section.Flag("nat"),
            TranslationEvents = section.Flag("nat-events"),
            Biflow = section.Flag("biflow"),
            SetsSysctls = section.Flag("set-sysctls"),
            MaxConnections = (int)section.Integer("max-connections"),
            BufferOctets = (int)section.Integer("buffer-size") << 20,
        });
}
