using System.Text.Json;

namespace Weir.App.Operating.Attention;

/// <summary>What the system knows of itself that somebody should look at: what is being lost first.</summary>
internal static class Findings
{
    /// <param name="status">What runs; <see langword="null"/> where nothing does.</param>
    /// <param name="now">The time.</param>
    public static IEnumerable<Finding> Of(OperatingStatus? status, DateTimeOffset now)
    {
        long nowNs = (now - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        return
        [
            .. status?.Collecting is { } collecting ? CollectorFindings.Of(collecting) : [],
            .. ExporterFindings.Of(status?.Directory?.Exporters(nowNs) ?? [], nowNs),
            .. status is null ? [] : ExportFindings.Of(status),
        ];
    }

    /// <summary>An array of them.</summary>
    /// <param name="findings">In any order.</param>
    /// <param name="tellsWhom">Whether who asks may know the names.</param>
    /// <param name="json">Where it goes.</param>
    public static void Write(IEnumerable<Finding> findings, bool tellsWhom, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (Finding finding in findings.OrderByDescending(static finding => finding.IsLoss)) finding.Write(json, tellsWhom);
        json.WriteEndArray();
    }
}
