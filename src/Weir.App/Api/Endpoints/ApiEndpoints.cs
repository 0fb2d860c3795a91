using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;

namespace Weir.App.Api.Endpoints;

/// <summary>Everything the API answers; docs/adr/0013-the-console.md says why by a table.</summary>
internal static class ApiEndpoints
{
    public static IReadOnlyList<ApiEndpoint> All(EndpointServices services)
    {
        var sizes = new ArchiveSizes(services.Clock);
        List<ApiEndpoint> all =
        [
            TopEndpoint.Create(services),
            SeriesEndpoint.Create(services),
            ExplainEndpoint.Create(services),
            MatrixEndpoint.Create(services),
            FlowsEndpoint.Create(services),
            CountersEndpoint.Create(services),
            CounterSeriesEndpoint.Create(services),
            FieldsEndpoint.Create(),
            .. FilterEndpoints.Create(),
            .. InventoryEndpoints.Create(services),
            StatusEndpoint.Create(services),
            IndicatorsEndpoint.Create(services, sizes),
            AttentionEndpoint.Create(services, sizes),
            ArchiveEndpoint.Create(services, sizes),
            ConfigurationEndpoint.Create(services),
            LiveEndpoint.Create(services),
            .. ReportEndpoints.Create(services),
            .. ViewEndpoints.Create(services),
            .. SessionEndpoints.Create(services),
            .. SignOnEndpoints.Create(services),
            .. UserEndpoints.Create(services),
            .. TokenEndpoints.Create(services),
            AuditEndpoint.Create(services),
        ];
        // It describes itself, too.
        all.Add(OpenApiEndpoint.Create(() => all));
        return all;
    }
}
