using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Indicators;
using Weir.App.Api.Questions;
using Weir.App.Operating;
using Weir.Query.Planning;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/indicators</c>: how well it all goes, against targets.</summary>
internal static class IndicatorsEndpoint
{
    public static ApiEndpoint Create(EndpointServices services, ArchiveSizes sizes) => new(
        $"{ApiEndpoint.Version}/indicators",
        Role.Viewer,
        "How well exporting, collecting, decoding, archiving and sampling go, each with its target; of the last hour by itself",
        [.. RecordParameters.All.Where(static parameter => parameter.Name != "filter")],
        async call =>
        {
            TimeRange range = SeriesParameters.Bounded(services.Records.Range(call), services.Clock);
            OperatingStatus? status = services.Source.Status?.Invoke();
            long now = TimeExpression.Parse("now", services.Clock);
            IReadOnlyList<Indicator> indicators = services.Source.Archive() is not { } archive
                ? [.. RunningIndicators.Of(status)]
                : await services.Desk.AskAsync(
                    call,
                    (reader, stop) => (IReadOnlyList<Indicator>)[.. RunningIndicators.Of(status), .. new ArchiveIndicators(reader, range, now, stop).Of(status), StorageIndicator.Of(sizes.Of(archive, stop))]);
            await call.WriteJsonAsync(json =>
            {
                json.WriteStartObject();
                ResultJson.WriteRange(json, range);
                json.WriteStartArray("indicators");
                foreach (Indicator indicator in indicators) indicator.Write(json);
                json.WriteEndArray();
                json.WriteEndObject();
            });
        });
}
