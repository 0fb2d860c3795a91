using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Weir.App.Commands;

namespace Weir.App.Operating.Metrics;

/// <summary><c>GET /metrics</c> by a Kestrel that has nothing else: no configuration of its own, no logging, no signals.</summary>
internal sealed class MetricsEndpoint : IAsyncDisposable
{
    private readonly WebApplication _application;

    private MetricsEndpoint(WebApplication application) => _application = application;

    /// <summary>Begins to answer.</summary>
    /// <exception cref="RunException">The address cannot be listened on.</exception>
    public static async Task<MetricsEndpoint> StartAsync(IPEndPoint listen, Func<OperatingStatus> status, ILogger logger)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxConcurrentConnections = 16;
            options.Limits.MaxRequestBodySize = 0;
            options.Listen(listen);
        });
        // The process has its own signals.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        WebApplication application = builder.Build();
        application.Run(context => AnswerAsync(context, status));
        try
        {
            await application.StartAsync();
        }
        catch (IOException failure)
        {
            await application.DisposeAsync();
            throw new RunException($"metrics: {listen} cannot be listened on: {failure.Message}");
        }

        logger.LogMetrics(listen);
        return new(application);
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
    }

    private static Task AnswerAsync(HttpContext context, Func<OperatingStatus> status)
    {
        if (context.Request.Path != "/metrics" || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = PrometheusText.ContentType;
        return context.Response.WriteAsync(StatusMetrics.Render(status()), context.RequestAborted);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
