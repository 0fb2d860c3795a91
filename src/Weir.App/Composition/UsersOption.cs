using System.CommandLine;
using Weir.App.Api.Access.Accounts;
using Weir.App.Commands;
using Weir.App.Configuration.Schema;

namespace Weir.App.Composition;

/// <summary>The file of users, and names in it, as <c>weir user</c> and <c>weir token</c> take them.</summary>
internal static class UsersOption
{
    public static Option<string> Create() => new("--users", "-u") { Description = "The file of users", Required = true };

    public static AccountFile Read(ParseResult line, Option<string> option) => new(line.GetRequiredValue(option));

    /// <summary>A file that is there: a wrong path is not a file without users.</summary>
    /// <exception cref="RunException">It is not.</exception>
    public static AccountFile ReadThere(ParseResult line, Option<string> option) =>
        Read(line, option) is { State: not null } file ? file : throw new RunException($"there is no file {line.GetRequiredValue(option)}: weir user add makes it");

    public static Argument<string> Name(string name, string description) => new(name) { Description = description };

    /// <exception cref="UsageException">It cannot be one.</exception>
    public static string Name(ParseResult line, Argument<string> argument)
    {
        string name = line.GetRequiredValue(argument);
        return SettingType.UserAccount.Accepts(name) ? name : throw new UsageException($"'{name}': want {SettingType.UserAccount.Wanted}");
    }
}
