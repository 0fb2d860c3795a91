using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weir.App.Api.Access;
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

    // A name, a role, two passwords.
    private const int MaxBody = 16 * 1024;

    // Browsers keep six a page.
    private const int MaxConnections = 512;

    private readonly WebApplication _application;
    private readonly QuestionDesk _desk;
    private readonly AccessControl _access;
    private readonly CancellationTokenSource _stop;

    private ConsoleServer(ConsoleOptions options, WebApplication application, QuestionDesk desk, AccessControl access, CancellationTokenSource stop)
    {
        Options = options;
        _application = application;
        _desk = desk;
        _access = access;
        _stop = stop;
    }

    public ConsoleOptions Options { get; }

    /// <summary>Begins to serve.</summary>
    /// <exception cref="RunException">The address cannot be listened on, or the certificate or the file of users cannot be used.</exception>
    public static async Task<ConsoleServer> StartAsync(ConsoleOptions options, ConsoleSource source, TimeProvider clock, ILogger logger)
    {
        X509Certificate2? certificate = options.Certificate is null ? null : LoadCertificate(options.Certificate, options.Key);
        var access = new AccessControl(options.Access, clock, logger);
        if (options.IsReadable) logger.LogConsoleReadable(options.Listen.ToString());
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
            kestrel.Limits.MaxRequestBufferSize = 2 * MaxRequestLine;
            kestrel.Listen(options.Listen, listen =>
            {
                if (certificate is not null) listen.UseHttps(certificate);
            });
        });
        // The process has its own signals.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        WebApplication application = builder.Build();
        var desk = new QuestionDesk(options, source.Archive, access);
        var stop = new CancellationTokenSource();
        var router = new ApiRouter(ApiEndpoints.All(new(source, options, desk, access, clock, stop.Token)), access, clock, logger);
        EmbeddedPages pages = EmbeddedPages.Load();
        application.Run(context => AnswerAsync(context, router, pages, access.AsksWho));
        try
        {
            await application.StartAsync();
        }
        catch (IOException failure)
        {
            await application.DisposeAsync();
            access.Dispose();
            throw new RunException($"console: {options.Listen} cannot be listened on: {failure.Message}");
        }

        logger.LogConsole(options.Address);
        return new(options, application, desk, access, stop);
    }

    public async ValueTask DisposeAsync()
    {
        // Who looks on live is let go first, or the end would wait for them.
        await _stop.CancelAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
        _desk.Dispose();
        _access.Dispose();
        _stop.Dispose();
    }

    private static Task AnswerAsync(HttpContext context, ApiRouter router, EmbeddedPages pages, bool asksWho)
    {
        SecurityHeaders.Set(context.Response.Headers, context.Request.IsHttps);
        if (RequestGuard.Refuses(context.Request, asksWho) is { } refusal)
            return ApiError.WriteAsync(context, refusal.Status, refusal.Reason);
        return context.Request.Path.StartsWithSegments(ApiRouter.Root, StringComparison.Ordinal) ? router.AnswerAsync(context) : pages.AnswerAsync(context);
    }

    private static X509Certificate2 LoadCertificate(string certificate, string? key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new RunException($"console: certificate {certificate}{(key is null ? "" : " with key " + key)} cannot be used: {failure.Message}");
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
