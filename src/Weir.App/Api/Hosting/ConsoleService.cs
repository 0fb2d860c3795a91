using Microsoft.Extensions.Logging;

namespace Weir.App.Api.Hosting;

/// <summary>The section <c>console</c> while it runs.</summary>
/// <param name="source">What it shows.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="logger">Takes what people must know.</param>
internal sealed class ConsoleService(ConsoleSource source, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private ConsoleServer? _server;

    /// <summary>Puts a section in force; <see langword="null"/> ends the console. The old one goes first where both have one address.</summary>
    /// <exception cref="Commands.RunException">The address cannot be listened on.</exception>
    public async Task ApplyAsync(ConsoleOptions? options)
    {
        if (Equals(options, _server?.Options)) return;
        if (_server is { } before)
        {
            _server = null;
            await before.DisposeAsync();
        }

        if (options is not null) _server = await ConsoleServer.StartAsync(options, source, clock, logger);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
