using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;
using Weir.Storage.Upkeep;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/archive</c>: what the archive holds, as <c>weir archive info</c>, and the room that is left.</summary>
internal static class ArchiveEndpoint
{
    public static ApiEndpoint Create(EndpointServices services, ArchiveSizes sizes) => new(
        $"{ApiEndpoint.Version}/archive",
        Role.Viewer,
        "The tables of the archive: files, rows, octets, oldest and newest hour; and its disk. Of a minute ago at most",
        [],
        async call =>
        {
            ArchiveSize size = await services.Desk.AskAsync(call, (_, stop) => sizes.Of(services.Source.Archive()!, stop));
            await call.WriteJsonAsync(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("octets", size.Octets);
                json.WriteNumber("disk_octets", size.DiskOctets);
                json.WriteNumber("free_octets", size.FreeOctets);
                json.WriteStartArray("tables");
                foreach (ArchiveSummary table in size.Tables)
                {
                    json.WriteStartObject();
                    json.WriteString("table", table.Table);
                    json.WriteNumber("days", table.Days);
                    json.WriteNumber("hours", table.Hours);
                    json.WriteNumber("files", table.Files);
                    json.WriteNumber("compact", table.CompactFiles);
                    json.WriteNumber("rows", table.Rows);
                    json.WriteNumber("bytes", table.Bytes);
                    json.WriteNumber("oldest", table.OldestNs);
                    json.WriteNumber("newest", table.NewestNs);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        });
}
