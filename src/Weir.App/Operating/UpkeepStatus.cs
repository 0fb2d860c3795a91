using System.Text.Json;
using Weir.Storage.Upkeep;

namespace Weir.App.Operating;

/// <summary>What is done for an archive, as <c>weir show</c> answers it.</summary>
internal static class UpkeepStatus
{
    public static void Write(this UpkeepMetrics metrics, Utf8JsonWriter json)
    {
        json.WriteStartObject("archive");
        json.WriteNumber("compacted-files", metrics.CompactedFiles);
        json.WriteNumber("compact-files", metrics.CompactFiles);
        json.WriteNumber("compacted-records", metrics.CompactedRecords);
        json.WriteNumber("rollup-files", metrics.RollupFiles);
        json.WriteNumber("removed-files", metrics.RemovedFiles);
        json.WriteNumber("removed-octets", metrics.RemovedBytes);
        json.WriteNumber("failures", metrics.Failures);
        json.WriteEndObject();
    }
}
