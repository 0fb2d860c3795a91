using System.Text.Json;
using Weir.App.Api.Access;
using Weir.App.Api.Access.Audit;
using Weir.App.Api.Hosting;
using Weir.App.Commands;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/audit</c>: who asked what.</summary>
internal static class AuditEndpoint
{
    private const int DefaultLines = 200, MaxLines = 10_000;

    public static ApiEndpoint Create(EndpointServices services) => new(
        $"{ApiEndpoint.Version}/audit",
        Role.Admin,
        "Who asked what, when, from where, how long it took and how it ended: the last lines, newest first",
        [ApiParameter.Number("n", "Lines at most", DefaultLines, 1, MaxLines)],
        call =>
        {
            AuditLog log = services.Access.Audit ?? throw new UsageException("the console has no users: nobody is written down");
            IReadOnlyList<string> lines = log.Last(call.Number("n"));
            return call.WriteJsonAsync(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("lost", log.Lost);
                json.WriteStartArray("lines");
                foreach (string line in lines)
                {
                    // Read and written again: the file may have been changed by hand.
                    if (AuditFiles.Parsed(line) is { } one) one.WriteTo(json);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        });
}
