using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>
/// Keeps a <see cref="PodDirectory"/> as the API has it: lists all pods, then watches from the version of the list. A watch that ends goes on from the
/// last version heard of; where the API has forgotten it (410), or an event could not be read, all are listed again.
/// </summary>
/// <param name="options">Where and how.</param>
/// <param name="pods">What is kept.</param>
/// <param name="metrics">What is counted.</param>
/// <param name="random">Spreads the times at which many of these ask.</param>
/// <param name="clock">Tells how long a watch lasted.</param>
/// <param name="logger">Takes what people must know.</param>
public sealed class PodWatcher(KubernetesOptions options, PodDirectory pods, KubernetesMetrics metrics, Random random, TimeProvider clock, ILogger logger)
{
    private string? _version;
    private bool _isKnown;
    private int _failures;
    private string? _said;
    private volatile bool _isWatching;

    /// <summary>Whether the pods are those there are now, as far as is known: a watch goes on.</summary>
    public bool IsWatching => _isWatching;

    /// <summary>Asks for one pod, to find out whether the API can be asked.</summary>
    /// <exception cref="KubernetesException">It cannot; the message says why.</exception>
    public static async Task TryOnceAsync(KubernetesOptions options, CancellationToken cancellation)
    {
        try
        {
            using var api = new ApiConnection(options with { PageSize = 1 });
            PodPage.Read(await api.ListAsync(null, cancellation), static _ => { });
        }
        catch (Exception failure) when (IsOfTheApi(failure) && failure is not KubernetesException)
        {
            throw new KubernetesException(Describe(failure), failure);
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                using var api = new ApiConnection(options);
                if (_version is null) await ListAsync(api, cancellation);
                if (await WatchAsync(api, _version!, cancellation))
                {
                    _failures = 0;
                    continue;
                }

                Fail("Kubernetes: a watch ended at once");
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (IsOfTheApi(failure))
            {
                Take(failure);
            }
            finally
            {
                _isWatching = false;
            }

            try
            {
                await Task.Delay(Wait(), clock, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // Doubles with each failure in a row, and up to as much again by chance.
    private TimeSpan Wait()
    {
        double wait = Math.Min(options.FirstRetry.Ticks * Math.Pow(2, Math.Clamp(_failures - 1, 0, 30)), options.LongestRetry.Ticks);
        return TimeSpan.FromTicks((long)(wait * (1 + random.NextDouble())));
    }

    private void Take(Exception failure)
    {
        bool isMalformed = failure is JsonException or KubernetesException { IsMalformed: true };
        if (isMalformed) metrics.Malformed.Increment();
        // What was missed of an event is only in a new list.
        if (isMalformed || failure is KubernetesException { IsGone: true }) _version = null;
        if (failure is KubernetesException { IsGone: true }) metrics.Gone.Increment();
        Fail(Describe(failure));
    }

    private static bool IsOfTheApi(Exception failure) => failure is HttpRequestException or IOException or OperationCanceledException or JsonException;

    private static string Describe(Exception failure) => failure switch
    {
        KubernetesException known => known.Message,
        JsonException json => $"Kubernetes: an answer that is not what it should be: {json.Message}",
        OperationCanceledException => "Kubernetes: no answer in time",
        _ => $"Kubernetes: {(failure.InnerException ?? failure).Message}",
    };

    private void Fail(string problem)
    {
        _failures++;
        metrics.Failures.Increment();
        if (problem != _said) logger.LogFails(problem.TrimEnd('.'));
        _said = problem;
    }

    private async Task ListAsync(ApiConnection api, CancellationToken cancellation)
    {
        long refused = metrics.NoRoom.Value;
        pods.BeginList();
        string? next = null;
        string? version;
        do
        {
            byte[] json = await api.ListAsync(next, cancellation);
            PodPage page = PodPage.Read(json, pods.Put);
            (version, next) = (page.ResourceVersion, page.Continue);
        }
        while (next is not null);

        pods.EndList();
        _version = version;
        metrics.Lists.Increment();
        if (metrics.NoRoom.Value != refused) logger.LogNoRoom(options.MaxPods);
        if (!_isKnown || _said is not null) logger.LogListed(pods.Count);
        _isKnown = true;
        _said = null;
    }

    /// <summary>Whether it was a watch worth the name.</summary>
    private async Task<bool> WatchAsync(ApiConnection api, string version, CancellationToken cancellation)
    {
        TimeSpan time = options.WatchTime * (1 + random.NextDouble());
        // The API ends it in time; where it does not, it is not there any more.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(time + options.RequestTimeout);
        long began = clock.GetTimestamp();
        using HttpResponseMessage answer = await api.WatchAsync(version, time, limit.Token);
        await using Stream content = await answer.Content.ReadAsStreamAsync(limit.Token);
        metrics.Watches.Increment();
        _isWatching = true;
        var lines = new EventLines(content, options.MaxEventOctets);
        bool hasEvents = false;
        try
        {
            while (await lines.NextAsync(limit.Token) is { } line)
            {
                if (line.Span.Trim((byte)'\r').IsEmpty) continue;
                Take(WatchEvent.Read(line.Span));
                hasEvents = true;
                _failures = 0;
                _said = null;
            }
        }
        catch (IOException end) when (hasEvents && end is not KubernetesException)
        {
            // A connection that ends, as balancers do it: no news to anybody.
            metrics.Failures.Increment();
        }

        return hasEvents || clock.GetElapsedTime(began) >= options.ShortestWatch;
    }

    private void Take(WatchEvent happened)
    {
        switch (happened.Kind)
        {
            case WatchEventKind.Present:
                metrics.Events.Increment();
                pods.Put(happened.Pod!);
                break;
            case WatchEventKind.Deleted:
                metrics.Events.Increment();
                pods.Remove(happened.Pod!.Uid);
                break;
            case WatchEventKind.Bookmark:
                metrics.Bookmarks.Increment();
                pods.Sweep();
                break;
            case WatchEventKind.Error:
                throw new KubernetesException($"Kubernetes: a watch ended: {happened.Status.Message ?? "an error"} ({happened.Status.Code})") { IsGone = happened.Status.Code == 410 };
            default:
                throw new KubernetesException("Kubernetes: an event of no known kind") { IsMalformed = true };
        }

        if (!string.IsNullOrEmpty(happened.ResourceVersion)) _version = happened.ResourceVersion;
    }
}
