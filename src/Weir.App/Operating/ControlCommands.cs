using System.Text.Json;
using Weir.App.Operating.Attention;
using Weir.Exporter.Metering;
using Weir.Flows.Batches;

namespace Weir.App.Operating;

/// <summary>What a running exporter does when it is asked.</summary>
/// <param name="operated">Whom it asks.</param>
internal sealed class ControlCommands(IOperated operated)
{
    /// <summary>Flows that are shown unless a number is given.</summary>
    private const int DefaultFlows = 100;

    /// <summary>Flows that are shown at most: 30 MB of JSON.</summary>
    private const int MaxFlows = 100_000;

    /// <summary>The words there are.</summary>
    public static IReadOnlyList<string> Verbs { get; } =
        ["expire-all", "delete-all", "dump-flows", "statistics", "send-template", "stop-gather", "start-gather", "shutdown"];

    /// <summary>Things to show.</summary>
    public static IReadOnlyList<string> Shown { get; } = ["attention", "exporters", "flow-export", "flows", "interfaces", "sampling", "statistics", "templates"];

    /// <summary>Does what is asked, and writes the result as one JSON value.</summary>
    /// <returns>Why it could not; <see langword="null"/> where it could.</returns>
    public async Task<string?> DoAsync(ControlRequest request, Utf8JsonWriter json)
    {
        OperatingStatus status = operated.Status;
        switch (request.Command)
        {
            case "show flow-export":
                return StatusJson.WriteFlowExport(status, request.Name, json);
            case "show exporters" or "show templates":
                return DirectoryJson.Write(request.Command["show ".Length..], status.Directory, request.Name, operated.Now, json);
            case "show interfaces" when request.Name is not null || status.Collectors is null && status.Directory is not null:
                return DirectoryJson.Write("interfaces", status.Directory, request.Name, operated.Now, json);
            case "show interfaces":
                StatusJson.WriteInterfaces(status, json);
                return null;
            case "show attention":
                Findings.Write(Findings.Of(status, operated.Now), tellsWhom: true, json);
                return null;
            case "show sampling":
                StatusJson.WriteSampling(status, json);
                return null;
            case "show statistics" or "statistics":
                StatusJson.WriteStatistics(status, operated.Now, json);
                return null;
            case "show flows" or "dump-flows":
                return await WriteFlowsAsync(request.Count ?? DefaultFlows, json);
            case "expire-all":
                return await CountAsync("expired", Expire, json);
            case "delete-all":
                return await CountAsync("deleted", static table => table.DeleteAll(), json);
            case "send-template":
                operated.RepeatTemplates();
                return Done(json);
            case "stop-gather" or "start-gather":
                foreach (IMeter meter in operated.Meters) meter.IsGathering = request.Command == "start-gather";
                return Done(json);
            case "shutdown":
                operated.Shutdown();
                return Done(json);
            default:
                return $"unknown command '{request.Command}'";
        }
    }

    private static int Expire(FlowTable table)
    {
        int flows = table.Count;
        table.EndAll();
        return flows;
    }

    private static string? Done(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("status", "ok");
        json.WriteEndObject();
        return null;
    }

    private async Task<string?> CountAsync(string key, Func<FlowTable, int> work, Utf8JsonWriter json)
    {
        long flows = 0;
        foreach (IMeter meter in operated.Meters)
        {
            if (await meter.AskAsync(table => (object)work(table)) is int some) flows += some;
        }

        json.WriteStartObject();
        json.WriteNumber(key, flows);
        json.WriteEndObject();
        return null;
    }

    private async Task<string?> WriteFlowsAsync(int most, Utf8JsonWriter json)
    {
        if (most is < 1 or > MaxFlows) return $"count {most}: want 1 to {MaxFlows}";
        json.WriteStartArray();
        foreach (IMeter meter in operated.Meters)
        {
            // Written aside: where the metering thread is late, it must not write into what was answered already.
            byte[]? rows = await meter.AskAsync(table => Rows(table, meter, most));
            if (rows is null) continue;
            using JsonDocument document = JsonDocument.Parse(rows);
            foreach (JsonElement row in document.RootElement.EnumerateArray())
            {
                if (most-- <= 0) break;
                row.WriteTo(json);
            }
        }

        json.WriteEndArray();
        return null;
    }

    private static byte[] Rows(FlowTable table, IMeter meter, int most)
    {
        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartArray();
            table.CopyTo(meter.Naming(new UniflowSink(new FlowJson(json, meter.Name))), most);
            json.WriteEndArray();
        }

        return octets.ToArray();
    }
}
