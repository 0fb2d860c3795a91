using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Indicators;
using Weir.App.Api.Questions;
using Weir.App.Operating;
using Weir.App.Operating.Attention;
using Weir.Storage;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/attention</c>: what somebody should look at now, and what to do.</summary>
internal static class AttentionEndpoint
{
    public static ApiEndpoint Create(EndpointServices services, ArchiveSizes sizes) => new(
        $"{ApiEndpoint.Version}/attention",
        Role.Viewer,
        "What somebody should look at now, what is being lost first: exporters that are silent or lose, templates that are missing, clocks, buffers, disks, collectors that cannot be reached; a viewer is not told whom",
        [],
        async call =>
        {
            OperatingStatus? status = services.Source.Status?.Invoke();
            // Not at the desk: what is wrong must not wait until questions of traffic are answered.
            Indicator? storage = await Task.Run(() => Storage(services.Source.Archive(), sizes, call.Aborted), call.Aborted);
            IEnumerable<Indicator> measured = storage is null ? [RunningIndicators.QueueDepth(status)] : [RunningIndicators.QueueDepth(status), storage];
            IEnumerable<Finding> findings = [.. Findings.Of(status, services.Clock.GetUtcNow()), .. measured.Where(static one => one.State == "missed").Select(IndicatorFinding.Of)];
            await call.WriteJsonAsync(json => Findings.Write(findings, !call.Caller.IsSanitised, json));
        })
    { IsAudited = false };

    // An archive may not be there yet.
    private static Indicator? Storage(string? archive, ArchiveSizes sizes, CancellationToken stop)
    {
        try
        {
            return archive is null ? null : StorageIndicator.Of(sizes.Of(archive, stop));
        }
        catch (ArchiveNotFoundException)
        {
            return null;
        }
    }
}
