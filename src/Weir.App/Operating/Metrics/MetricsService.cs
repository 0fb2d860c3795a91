using System.Net;
using Microsoft.Extensions.Logging;
using Weir.App.Configuration.Options;

namespace Weir.App.Operating.Metrics;

/// <summary>The section <c>metrics</c> while it runs: what is asked for by Prometheus, and what is sent by OTLP. Each changes alone.</summary>
/// <param name="status">What is told.</param>
/// <param name="logger">Takes what people must know.</param>
internal sealed class MetricsService(Func<OperatingStatus> status, ILogger logger) : IAsyncDisposable
{
    private MetricsEndpoint? _endpoint;
    private IPEndPoint? _listen;
    private StatusMeter? _meter;
    private OtlpPush? _push;
    private (Uri? Receiver, TimeSpan Interval) _pushed;

    /// <summary>Puts a section in force; <see langword="null"/> ends all of it.</summary>
    /// <exception cref="Commands.RunException">The address cannot be listened on; what there was goes on.</exception>
    public async Task ApplyAsync(MetricsSection? section)
    {
        if (!Equals(section?.Listen, _listen))
        {
            MetricsEndpoint? next = section?.Listen is { } listen ? await MetricsEndpoint.StartAsync(listen, status, logger) : null;
            if (_endpoint is not null) await _endpoint.DisposeAsync();
            (_endpoint, _listen) = (next, section?.Listen);
        }

        (Uri? Receiver, TimeSpan Interval) wanted = (section?.Otlp, section?.OtlpInterval ?? default);
        if (wanted == _pushed) return;
        _push?.Dispose();
        _push = null;
        _pushed = wanted;
        if (wanted.Receiver is null) return;
        _meter ??= new StatusMeter(status);
        _push = new OtlpPush(wanted.Receiver, wanted.Interval, logger);
    }

    /// <summary>Sends the last counts, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _push?.Dispose();
        _meter?.Dispose();
        if (_endpoint is not null) await _endpoint.DisposeAsync();
    }
}
