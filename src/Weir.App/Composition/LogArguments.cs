using System.CommandLine;
using Weir.App.Commands;
using Weir.Import;
using Weir.Import.Records;
using Weir.Wire.Primitives;

namespace Weir.App.Composition;

/// <summary>Options of reading other programs' logs.</summary>
internal sealed class LogArguments
{
    private readonly Option<string?> _fields = new("--log-fields") { Description = "Names of an AWS flow log's fields, as the flow log was made with, where the file has no heading" };
    private readonly Option<string?> _zone = new("--time-zone") { Description = "Where times are from that tell none, as nfdump's: UTC, Europe/Zurich; by itself this machine's" };

    public void AddTo(Command command)
    {
        command.Options.Add(_fields);
        command.Options.Add(_zone);
    }

    /// <summary>The kind of logs of a name; <see langword="null"/> where it is none.</summary>
    public static LogKind? KindOf(string name) => LogKind.All.FirstOrDefault(kind => kind.Name == name);

    /// <summary>How logs of a kind are read.</summary>
    /// <param name="line">What was said.</param>
    /// <param name="kind">The kind; <see langword="null"/>: no logs are read, and nothing may be said of them.</param>
    /// <param name="exporter">Whom records are from.</param>
    public LogImportOptions Read(ParseResult line, LogKind? kind, IpAddress exporter)
    {
        if (line.GetValue(_fields) is not null && kind?.Name != "aws-vpc") throw new UsageException($"{_fields.Name} is for aws-vpc: other logs say what their fields are");
        if (line.GetValue(_zone) is not { } zone) return new() { Exporter = exporter, Fields = line.GetValue(_fields) };
        if (kind?.Name != "nfdump-csv") throw new UsageException($"{_zone.Name} is for nfdump-csv: other times tell their zone");
        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? found)
            ? new() { Exporter = exporter, Zone = found }
            : throw new UsageException($"{_zone.Name} {zone}: want UTC, or a name such as Europe/Zurich");
    }
}
