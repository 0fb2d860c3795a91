using System.CommandLine;
using System.Net;
using Weir.App.Commands;

namespace Weir.App.Remote;

/// <summary>Another Weir that a verb may ask instead of an archive.</summary>
internal sealed class ServerArguments
{
    public const string Server = "--server", Token = "--token", Ca = "--ca";

    /// <summary>Has the token, where the line has none.</summary>
    private const string TokenVariable = "WEIR_TOKEN";

    private readonly Option<string?> _server = new(Server) { HelpName = "url", Description = "Ask a running Weir, by the address of its console: https://collector:8443" };
    private readonly Option<string?> _token = new(Token) { HelpName = "token", Description = $"What weir token add gave; by itself what {TokenVariable} has, which the machine's other users cannot see" };
    private readonly Option<string?> _ca = new(Ca) { HelpName = "file", Description = "Authorities that sign the server's certificate, PEM; by itself the system's" };

    /// <param name="command">The verb.</param>
    /// <param name="archive">Has to be said where no server is, and nothing is known; <see langword="null"/>: nothing of the kind.</param>
    public void AddTo(Command command, Option<string>? archive = null)
    {
        command.Options.Add(_server);
        command.Options.Add(_token);
        command.Options.Add(_ca);
        if (archive is not null)
        {
            command.Validators.Add(line =>
            {
                if (line.GetValue(_server) is null && line.GetValue(archive) is null) line.AddError($"Option '{archive.Name}' is required, or {Server}.");
            });
        }
    }

    public bool IsSaid(ParseResult line) => line.GetValue(_server) is not null;

    /// <summary>Asks for what the verb would print, and prints it.</summary>
    public async Task<int> PrintAsync(Command command, ParseResult line, CancellationToken cancellation)
    {
        string answer = await Read(line).AskAsync($"report/{command.Name}", ReportParameters.Read(command, line), cancellation);
        await line.InvocationConfiguration.Output.WriteAsync(answer.AsMemory(), cancellation);
        return ExitCode.Ok;
    }

    /// <summary>The Weir that a line names.</summary>
    /// <exception cref="UsageException">That is no address.</exception>
    public RemoteWeir Read(ParseResult line)
    {
        string text = line.GetRequiredValue(_server)!;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps || address.PathAndQuery != "/")
            throw new UsageException($"{Server} {text}: want the address of a console, as https://collector:8443");
        string? token = line.GetValue(_token) ?? (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } known ? known : null);
        if (token is not null && address.Scheme == Uri.UriSchemeHttp && !IsHere(address)) Console.Error.WriteLine($"weir: the token crosses the network to {address.Host} for anybody there to read: https protects it");
        return new(address, token, line.GetValue(_ca));
    }

    private static bool IsHere(Uri address) => address.IsLoopback || IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip);
}
