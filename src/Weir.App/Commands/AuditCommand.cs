using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Weir.App.Api.Access;
using Weir.App.Api.Access.Audit;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Query.Planning;

namespace Weir.App.Commands;

/// <summary><c>weir audit</c>: who asked the console what, from the file that it writes.</summary>
internal static class AuditCommand
{
    private const int DefaultLines = 100;

    private static readonly ReportColumn[] Columns =
    [
        new("time", ValueKind.Time), new("user", ValueKind.Text), new("role", ValueKind.Text), new("by", ValueKind.Text), new("from", ValueKind.Text), new("method", ValueKind.Text), new("path", ValueKind.Text),
        new("status", ValueKind.Number), new("milliseconds", ValueKind.Number), new("change", ValueKind.Text), new("question", ValueKind.Text),
    ];

    public static Command Create()
    {
        var file = new Option<string?>("--file") { Description = "The audit log" };
        var users = new Option<string?>("--users", "-u") { Description = "The file of users, beside which the log is by itself" };
        var user = new Option<string?>("--user") { Description = "Only what this user asked" };
        var action = new Option<string?>("--action") { Description = "Only what has this in its method, path or change: POST, top, users" };
        var refused = new Option<bool>("--refused") { Description = "Only what was answered by an error: status 400 and above" };
        var since = new Option<string?>("--since") { Description = "At or after: 2026-11-20T08:00:00Z, today, -1h" };
        var until = new Option<string?>("--until") { Description = "Before" };
        var count = new Option<int>("-n", "--count") { Description = "Lines at most", DefaultValueFactory = static _ => DefaultLines };
        Option<OutputFormat> format = Choice.Create("--format", "-f", OutputFormat.Table);
        var command = new Command("audit", "Show who asked the console what, newest first") { file, users, user, action, refused, since, until, count, format };
        command.SetAction(line =>
        {
            string path = (line.GetValue(file), line.GetValue(users)) switch
            {
                ({ } said, null) => said,
                (null, { } beside) => new AccessOptions(beside).Audit,
                _ => throw new UsageException("say where the log is: --file FILE, or --users FILE where it is beside the users"),
            };
            int most = line.GetValue(count) is > 0 and var asked ? asked : throw new UsageException($"-n {line.GetValue(count)}: want a number above 0");
            var choice = new AuditChoice(line.GetValue(user), line.GetValue(action), line.GetValue(refused), Time(line, since), Time(line, until));
            if (!AuditFiles.Newest(path).Any()) throw new RunException($"there is no file {path}: a console with users writes it");
            try
            {
                ReportWriter.Write(new(Columns, AuditFiles.Lines(path).Where(choice.Has).Take(most).Select(Row)) { LastIsProse = true }, line.GetValue(format), Console.Out);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new RunException(failure.Message);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static object?[] Row(JsonElement line) =>
    [
        AuditChoice.TimeOf(line), Text(line, "user"), Text(line, "role"), Text(line, "by"), Text(line, "from"), Text(line, "method"), Text(line, "path"),
        (ulong)(Number(line, "status") ?? 0), Number(line, "milliseconds"), Text(line, "change"), Text(line, "question"),
    ];

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement line, string name) => line.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static long? Time(ParseResult line, Option<string?> option)
    {
        if (line.GetValue(option) is not { } text) return null;
        try
        {
            return TimeExpression.Parse(text, TimeProvider.System);
        }
        catch (FormatException wrong)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option.Name}: {wrong.Message}"));
        }
    }
}
