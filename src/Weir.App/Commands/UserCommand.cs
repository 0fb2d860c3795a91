using System.CommandLine;
using Weir.App.Api.Access;
using Weir.App.Api.Access.Accounts;
using Weir.App.Composition;
using Weir.App.Output;

namespace Weir.App.Commands;

/// <summary><c>weir user</c>: who may sign in to the console. What runs knows it with the next request.</summary>
internal static class UserCommand
{
    public static Command Create() => new("user", "Say who may sign in to the console, and as what") { Add(), List(), SetRole(), SetPassword(), Remove() };

    private static Command Add()
    {
        (Option<string> users, Argument<string> name) = Of();
        Option<string> role = RoleOption("What they may do: viewer sees prefixes, analyst everything, admin also gives roles");
        var without = new Option<bool>("--without-password") { Description = "They sign in by tokens or a proxy only" };
        return Changing(new("add", "Add a user; the password is asked for, or is the first line of standard input") { name, role, users, without }, users, line =>
        {
            string user = UsersOption.Name(line, name);
            Role given = RoleName.Parse(line.GetRequiredValue(role), role.Name);
            if (UsersOption.Read(line, users).Read().Find(user) is not null) throw new UsageException($"there is a user '{user}' already");
            string? hash = line.GetValue(without) ? null : PasswordInput.ReadHash(user);
            return set => set.WithUser(new(user, given, hash));
        });
    }

    private static Command List()
    {
        Option<string> users = UsersOption.Create();
        Option<OutputFormat> format = Choice.Create("--format", "-f", OutputFormat.Table);
        var command = new Command("ls", "Show who may sign in") { users, format };
        command.SetAction(line =>
        {
            AccountSet set = UsersOption.ReadThere(line, users).Read();
            ReportWriter.Write(
                new(
                    [new("name", ValueKind.Text), new("role", ValueKind.Text), new("password", ValueKind.Text), new("tokens", ValueKind.Number)],
                    set.Users.Values.Select(user => (object?[])[user.Name, RoleName.Of(user.Role), user.PasswordHash is null ? "none" : "set", set.Tokens.Count(token => token.User == user.Name)])),
                line.GetValue(format),
                Console.Out);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command SetRole()
    {
        (Option<string> users, Argument<string> name) = Of();
        Argument<string> role = UsersOption.Name("ROLE", string.Join(", ", RoleName.All));
        return Changing(new("role", "Give a user another role; the user's sessions end") { name, role, users }, users, line =>
        {
            Role given = RoleName.Parse(line.GetRequiredValue(role), "role");
            string user = UsersOption.Name(line, name);
            return set => set.WithChanged(set.Get(user) with { Role = given });
        });
    }

    private static Command SetPassword()
    {
        (Option<string> users, Argument<string> name) = Of();
        return Changing(new("passwd", "Give a user another password, asked for or the first line of standard input; the user's sessions end") { name, users }, users, line =>
        {
            string user = UsersOption.Name(line, name);
            UsersOption.ReadThere(line, users).Read().Get(user);
            string hash = PasswordInput.ReadHash(user);
            return set => set.WithChanged(set.Get(user) with { PasswordHash = hash });
        });
    }

    private static Command Remove()
    {
        (Option<string> users, Argument<string> name) = Of();
        return Changing(new("rm", "Remove a user, and with the user every token and session") { name, users }, users, line =>
        {
            string user = UsersOption.Name(line, name);
            return set => set.WithoutUser(user);
        });
    }

    private static (Option<string> Users, Argument<string> Name) Of() => (UsersOption.Create(), UsersOption.Name("NAME", "The user's name: letters, digits and . _ - @"));

    private static Option<string> RoleOption(string description)
    {
        var option = new Option<string>("--role") { Description = description, Required = true };
        option.CompletionSources.Add([.. RoleName.All]);
        return option;
    }

    private static Command Changing(Command command, Option<string> users, Func<ParseResult, Func<AccountSet, AccountSet>> change)
    {
        command.SetAction(async (line, _) =>
        {
            await UsersOption.Read(line, users).ChangeAsync(change(line));
            return ExitCode.Ok;
        });
        return command;
    }
}
