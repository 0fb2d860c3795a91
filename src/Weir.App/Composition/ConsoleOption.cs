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

    /// <exception cref="UsageException">It is no address, or one that others reach.</exception>
    public static ConsoleOptions? Read(ParseResult line, Option<string?> option)
    {
        if (line.GetValue(option) is not { } text) return null;
        if (!EndpointValue.TryParse(text, out IPEndPoint listen)) throw new UsageException($"{option.Name} {text}: want an address and a port, as {Usual}");
        return ConsoleOptions.IsOpen(listen) ? new(listen) : throw new UsageException($"{option.Name} {text}: {ConsoleOptions.OnlyLoopback}");
    }
}
