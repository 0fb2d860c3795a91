using Weir.App.Composition;
using Weir.App.Configuration.Options;
using Weir.Exporter.Exporting;
using Weir.Exporter.Exporting.Options;

namespace Weir.App.Operating;

/// <summary>One configured collector while it is served.</summary>
/// <param name="Section">As it is configured.</param>
/// <param name="Process">Its own exporting process, with one session.</param>
internal sealed record ExportedCollector(CollectorSection Section, ExportingProcess Process)
{
    public CollectorSession Session => Process.Sessions[0];

    public static ExportedCollector Open(CollectorSection section, ReportSources reports, CancellationToken stop) => new(section, ExportSectionFactory.Create(section, reports, stop));
}
