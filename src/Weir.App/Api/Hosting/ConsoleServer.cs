using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weir.App.Api.Assets;
using Weir.App.Api.Endpoints;
using Weir.App.Api.Questions;
using Weir.App.Commands;
using Weir.App.Operating;

namespace Weir.App.Api.Hosting;

/// <summary>The console: a Kestrel that serves the pages and answers the API, and nothing else.</summary>
internal sealed class ConsoleServer : IAsyncDisposable
{
    // A filter may have 64 KiB, and each octet may be written as three.
    private const int MaxRequestLine = 256 * 1024;

    // Browsers keep six a page.
    private const int MaxConnections = 512;

    private readonly WebApplication _application;
    private readonly QuestionDesk _desk;
    private readonly CancellationTokenSource _stop;

    private ConsoleServer(ConsoleOptions options, WebApplication application, QuestionDesk desk, CancellationTokenSource stop)
    {
        Options = options;
        _application = application;
        _desk = desk;
        _stop = stop;
    }

    public ConsoleOptions Options { get; }

    /// <summary>Begins to serve.</summary>
    /// <exception cref="RunException">The address cannot be listened on.</exception>
    public static async Task<ConsoleServer> StartAsync(ConsoleOptions options, ConsoleSource source, TimeProvider clock, ILogger logger)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
            kestrel.Limits.MaxRequestBufferSize = 2 * MaxRequestLine;
            kestrel.Listen(options.Listen);
        });
        // The process has its own signals.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        WebApplication application = builder.Build();
        var desk = new QuestionDesk(options, source.Archive);
        var stop = new CancellationTokenSource();
        var router = new ApiRouter(ApiEndpoints.All(new(source, options, desk, clock, stop.Token)), logger);
        EmbeddedPages pages = EmbeddedPages.Load();
        application.Run(context => AnswerAsync(context, router, pages));
        try
        {
            await application.StartAsync();
        }
        catch (IOException failure)
        {
            await application.DisposeAsync();
            throw new RunException($"console: {options.Listen} cannot be listened on: {failure.Message}");
        }

        logger.LogConsole(options.Address);
        return new(options, application, desk, stop);
    }

    public async ValueTask DisposeAsync()
    {
        // Who looks on live is let go first, or the end would wait for them.
        await _stop.CancelAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
        _desk.Dispose();
        _stop.Dispose();
    }

    private static Task AnswerAsync(HttpContext context, ApiRouter router, EmbeddedPages pages)
    {
        SecurityHeaders.Set(context.Response.Headers);
        if (RequestGuard.Refuses(context.Request) is { } refusal)
            return ApiError.WriteAsync(context, refusal.Status, refusal.Reason);
        return context.Request.Path.StartsWithSegments(ApiRouter.Root, StringComparison.Ordinal) ? router.AnswerAsync(context) : pages.AnswerAsync(context);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
