using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Indicators;
using Weir.App.Api.Questions;
using Weir.App.Operating;
using Weir.App.Operating.Attention;

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
            IReadOnlyList<Indicator> slow = services.Source.Archive() is { } archive
                ? await services.Desk.AskAsync(call, (_, stop) => (IReadOnlyList<Indicator>)[StorageIndicator.Of(sizes.Of(archive, stop)), RunningIndicators.QueueDepth(status)])
                : [RunningIndicators.QueueDepth(status)];
            IEnumerable<Finding> findings = [.. Findings.Of(status, services.Clock.GetUtcNow()), .. slow.Where(static one => one.State == "missed").Select(IndicatorFinding.Of)];
            await call.WriteJsonAsync(json => Findings.Write(findings, !call.Caller.IsSanitised, json));
        })
    { IsAudited = false };
}
