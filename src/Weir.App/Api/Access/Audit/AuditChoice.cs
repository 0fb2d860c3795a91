using System.Globalization;
using System.Text.Json;

namespace Weir.App.Api.Access.Audit;

/// <summary>Which lines of an audit log.</summary>
/// <param name="User">Only of this user.</param>
/// <param name="Action">Only what has this in its method, path or change, in either case of letters.</param>
/// <param name="IsRefused">Only what was answered by an error.</param>
/// <param name="SinceNs">At or after: nanoseconds since 1970-01-01 UTC.</param>
/// <param name="UntilNs">Before.</param>
internal sealed record AuditChoice(string? User, string? Action, bool IsRefused, long? SinceNs, long? UntilNs)
{
    private const int FirstError = 400;

    /// <summary>Whether a line is meant; one without a time is in no range.</summary>
    public bool Has(JsonElement line)
    {
        if (User is not null && Text(line, "user") != User) return false;
        if (Action is not null && !Array.Exists(["method", "path", "change"], name => Text(line, name).Contains(Action, StringComparison.OrdinalIgnoreCase))) return false;
        if (IsRefused && !(line.TryGetProperty("status", out JsonElement status) && status.TryGetInt32(out int code) && code >= FirstError)) return false;
        return (SinceNs is null && UntilNs is null) || (TimeOf(line) is { } at && at >= (SinceNs ?? long.MinValue) && at < (UntilNs ?? long.MaxValue));
    }

    /// <summary>When it was: nanoseconds since 1970-01-01 UTC.</summary>
    public static long? TimeOf(JsonElement line) =>
        DateTimeOffset.TryParse(Text(line, "time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? (at - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick : null;

    private static string Text(JsonElement line, string name) => line.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
