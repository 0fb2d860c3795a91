using System.CommandLine;
using System.Net;
using Weir.App.Api.Hosting;
using Weir.App.Commands;
using Weir.App.Configuration.Schema;

namespace Weir.App.Composition;

/// <summary>Where a console is to be, as users write it.</summary>
internal static class ConsoleOption
{
    /// <summary>An address that is said, or else this.</summary>
    public const string Usual = "127.0.0.1:8080";

    /// <summary>Who may sign in.</summary>
    public static Option<string?> Users(string name) => new(name) { Description = "File of those who may sign in, as weir user makes it; then the console asks who one is, and may listen anywhere" };

    /// <exception cref="UsageException">It is no address, or one that others reach and where nobody is asked who they are.</exception>
    public static ConsoleOptions? Read(ParseResult line, Option<string?> option, Option<string?>? users = null)
    {
        if (line.GetValue(option) is not { } text) return null;
        if (!EndpointValue.TryParse(text, out IPEndPoint listen)) throw new UsageException($"{option.Name} {text}: want an address and a port, as {Usual}");
        string? file = users is null ? null : line.GetValue(users);
        if (file is null && !ConsoleOptions.IsOpen(listen)) throw new UsageException($"{option.Name} {text}: {ConsoleOptions.OnlyLoopback}{(users is null ? "" : $", or {users.Name} FILE")}");
        return new(listen) { Access = file is null ? null : new(file) };
    }
}
