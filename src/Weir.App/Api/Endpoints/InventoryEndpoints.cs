using System.Globalization;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Commands;
using Weir.App.Operating;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/exporters</c>, <c>/interfaces</c> and <c>/templates</c>: whom the collector heard, as <c>weir show</c>.</summary>
internal static class InventoryEndpoints
{
    private const string Exporter = "exporter";

    public static IReadOnlyList<ApiEndpoint> Create(EndpointServices services) =>
    [
        One(services, "exporters", "The exporters that the collector heard: traffic, templates, sampling, losses, clocks"),
        One(services, "interfaces", "The interfaces of exporters that the collector heard, with the traffic of their records"),
        One(services, "templates", "The templates in force of the exporters that the collector heard"),
    ];

    private static ApiEndpoint One(EndpointServices services, string what, string summary) => new(
        string.Create(CultureInfo.InvariantCulture, $"{ApiEndpoint.Version}/{what}"),
        Role.Analyst,
        summary,
        [new(Exporter, "Address of one exporter; by itself all")],
        call => call.WriteJsonAsync(json =>
        {
            string? wrong = DirectoryJson.Write(what, services.Source.Status?.Invoke().Directory, call.Text(Exporter), services.Clock.GetUtcNow(), json);
            if (wrong is not null) throw new UsageException(wrong);
        }));
}
