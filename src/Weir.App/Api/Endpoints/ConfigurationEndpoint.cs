using Weir.App.Api.Access;
using Weir.App.Api.Hosting;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/configuration</c>: the configuration in effect, as <c>weir check</c> prints it, without what is secret.</summary>
internal static class ConfigurationEndpoint
{
    public static ApiEndpoint Create(EndpointServices services) => new(
        $"{ApiEndpoint.Version}/configuration",
        Role.Admin,
        "The configuration in effect, defaults marked, secrets left out; null where no configuration file runs",
        [],
        call => call.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("text", services.Source.Configuration?.Invoke());
            json.WriteEndObject();
        }));
}
