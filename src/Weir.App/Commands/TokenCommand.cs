using System.CommandLine;
using Weir.App.Api.Access;
using Weir.App.Api.Access.Accounts;
using Weir.App.Composition;
using Weir.App.Configuration.Schema;
using Weir.App.Output;

namespace Weir.App.Commands;

/// <summary><c>weir token</c>: what programs show to the API instead of a password.</summary>
internal static class TokenCommand
{
    public static Command Create() => new("token", "Make and end tokens, which programs show to the API instead of a password") { Add(), List(), Remove() };

    private static Command Add()
    {
        (Option<string> users, Argument<string> user, Argument<string> name) = Of();
        var role = new Option<string?>("--role") { Description = "The most it may do; by itself what its user may" };
        role.CompletionSources.Add([.. RoleName.All]);
        var expires = new Option<string?>("--expires") { Description = "When it ends: 90d, 1y; by itself never" };
        var command = new Command("add", "Make a token, and show it once") { user, name, role, expires, users };
        command.SetAction(async (line, _) =>
        {
            (string owner, string what) = (UsersOption.Name(line, user), UsersOption.Name(line, name));
            Role? given = line.GetValue(role) is { } word ? RoleName.Parse(word, role.Name) : null;
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            DateTimeOffset? end = line.GetValue(expires) is { } text ? now + Duration(text, expires.Name) : null;
            string token = "";
            await UsersOption.ReadThere(line, users).ChangeAsync(set =>
            {
                (AccountSet changed, token) = set.WithToken(owner, what, given ?? set.Get(owner).Role, now, end);
                return changed;
            });
            Console.WriteLine(token);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command List()
    {
        Option<string> users = UsersOption.Create();
        Option<OutputFormat> format = Choice.Create("--format", "-f", OutputFormat.Table);
        var command = new Command("ls", "Show whose tokens there are, and until when") { users, format };
        command.SetAction(line =>
        {
            ReportWriter.Write(
                new(
                    [new("user", ValueKind.Text), new("name", ValueKind.Text), new("role", ValueKind.Text), new("created", ValueKind.Time), new("expires", ValueKind.Time)],
                    UsersOption.ReadThere(line, users).Read().Tokens.Select(static token => (object?[])[token.User, token.Name, RoleName.Of(token.Role), Nanoseconds(token.Created), token.Expires is { } end ? Nanoseconds(end) : null])),
                line.GetValue(format),
                Console.Out);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Remove()
    {
        (Option<string> users, Argument<string> user, Argument<string> name) = Of();
        var command = new Command("rm", "End a token") { user, name, users };
        command.SetAction(async (line, _) =>
        {
            (string owner, string what) = (UsersOption.Name(line, user), UsersOption.Name(line, name));
            await UsersOption.ReadThere(line, users).ChangeAsync(set => set.WithoutToken(owner, what));
            return ExitCode.Ok;
        });
        return command;
    }

    private static (Option<string> Users, Argument<string> User, Argument<string> Name) Of() =>
        (UsersOption.Create(), UsersOption.Name("USER", "Whose it is; without the user it is nothing"), UsersOption.Name("NAME", "What it is for, to tell it apart"));

    private static TimeSpan Duration(string text, string option) =>
        DurationValue.TryParse(text, out TimeSpan time) && time > TimeSpan.Zero ? time : throw new UsageException($"{option} {text}: want {SettingType.Duration.Wanted}");

    private static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
