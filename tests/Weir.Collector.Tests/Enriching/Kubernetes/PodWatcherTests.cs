using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Collector.Enriching.Kubernetes;
using Weir.Testing.Kubernetes;
using static Weir.Testing.Kubernetes.ApiObjects;

namespace Weir.Collector.Tests.Enriching.Kubernetes;

/// <summary>Lists and watches against an API of the test's own, which speaks TLS and the documented JSON.</summary>
public sealed class PodWatcherTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeApi _api = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly KubernetesMetrics _metrics = new();
    private PodDirectory _pods = null!;
    private Task _running = Task.CompletedTask;

    [Fact]
    public void A_list_is_asked_for_in_pages_and_then_watched_from_its_version()
    {
        _api.Answer(List("100", "next page+/=", Pod("web-1", 1))).Answer(List("100", null, Pod("web-2", 2, "10.1.0.2"))).AnswerOpenWatch(Event("ADDED", Pod("web-3", 3, "10.1.0.3", "101")));
        Start(new() { PageSize = 1, Node = "node1" });

        ApiRequest first = _api.NextRequest(), second = _api.NextRequest(), watch = _api.NextRequest();
        Wait(() => NameOf(3) == "web-3");
        Assert.Equal("web-1", NameOf(1));
        Assert.Equal("web-2", NameOf(2));
        Assert.Equal(("GET", "/api/v1/pods", "Bearer first-token"), (first.Method, first.Path, first.Authorization));
        Assert.Equal(["limit=1", "fieldSelector=spec.nodeName=node1"], first.Query);
        Assert.Contains("continue=next page+/=", second.Query);
        Assert.Contains("resourceVersion=100", watch.Query);
        Assert.Contains("allowWatchBookmarks=true", watch.Query);
        Assert.Contains("fieldSelector=spec.nodeName=node1", watch.Query);
        Assert.Contains(watch.Query, static part => part.StartsWith("timeoutSeconds=", StringComparison.Ordinal));
    }

    [Fact]
    public void A_watch_that_ends_goes_on_from_the_last_version_that_an_event_or_a_bookmark_told()
    {
        _api.Answer(List("100", null, Pod("web-1", 1)))
            .AnswerWatch(Event("MODIFIED", Pod("web-1b", 1, version: "105")))
            .AnswerWatch(Bookmark("200"))
            .AnswerOpenWatch(Event("DELETED", Pod("web-1b", 1, version: "201")));
        Start(new() { Lingering = TimeSpan.Zero });

        _api.NextRequest();
        Assert.Contains("resourceVersion=100", _api.NextRequest().Query);
        Assert.Contains("resourceVersion=105", _api.NextRequest().Query);
        Assert.Contains("resourceVersion=200", _api.NextRequest().Query);
        Wait(() => _metrics.Events.Value == 2);
        Assert.Equal((1, 1, 0), (_metrics.Lists.Value, _metrics.Bookmarks.Value, _metrics.Failures.Value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_the_api_has_forgotten_the_version_all_are_listed_again(bool asStatusOfHttp)
    {
        System.Text.Json.Nodes.JsonObject gone = Status(410, "Expired", "too old resource version: 100 (250)");
        _api.Answer(List("100", null, Pod("web-1", 1), Pod("web-2", 2, "10.1.0.2")));
        if (asStatusOfHttp) _api.Answer(gone.ToJsonString(), 410);
        else _api.AnswerWatch(Event("ERROR", gone));
        _api.Answer(List("300", null, Pod("web-2", 2, "10.1.0.2"))).AnswerOpenWatch(Bookmark("301"));
        Start(new() { Lingering = TimeSpan.Zero });

        for (int i = 0; i < 2; i++) _api.NextRequest();
        ApiRequest list = _api.NextRequest(), watch = _api.NextRequest();
        Assert.False(list.IsWatch);
        Assert.Contains("resourceVersion=300", watch.Query);
        Wait(() => _metrics.Bookmarks.Value == 1 && NameOf(1) is null);
        Assert.Equal("web-2", NameOf(2));
        Assert.Equal((1, 2), (_metrics.Gone.Value, _metrics.Lists.Value));
    }

    [Fact]
    public void A_page_that_the_api_has_forgotten_begins_the_list_again()
    {
        _api.Answer(List("100", "c1", Pod("web-1", 1)))
            .Answer(Status(410, "Expired", "The provided continue parameter is too old").ToJsonString(), 410)
            .Answer(List("101", null, Pod("web-1", 1))).AnswerOpenWatch();
        Start(new());

        _api.NextRequest();
        Assert.Contains("continue=c1", _api.NextRequest().Query);
        Assert.DoesNotContain(_api.NextRequest().Query, static part => part.StartsWith("continue", StringComparison.Ordinal));
        Assert.True(_api.NextRequest().IsWatch);
        Assert.Equal("web-1", NameOf(1));
    }

    [Fact]
    public void A_connection_that_breaks_within_an_event_is_begun_again_where_it_was()
    {
        _api.Answer(List("100", null, Pod("web-1", 1)))
            .Answer(async exchange =>
            {
                await exchange.BeginWatchAsync();
                await exchange.SendLineAsync(Event("ADDED", Pod("web-2", 2, "10.1.0.2", "102")));
                await exchange.SendPartAsync("{\"type\":\"ADDED\",\"obj");
                await ApiExchange.BreakAsync();
            })
            .AnswerOpenWatch(Event("ADDED", Pod("web-3", 3, "10.1.0.3", "103")));
        Start(new());

        for (int i = 0; i < 2; i++) _api.NextRequest();
        Assert.Contains("resourceVersion=102", _api.NextRequest().Query);
        Wait(() => NameOf(3) == "web-3");
        Assert.Equal((1, 0), (_metrics.Lists.Value, _metrics.Malformed.Value));
    }

    [Theory]
    [InlineData("this is no JSON")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"type\":\"ADDED\"}")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":{}}}")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"\\ud800\"}}}")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":[1,2]}}")]
    [InlineData("{\"type\":\"SOMETHING\",\"object\":{}}")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"status\":{\"podIPs\":[7]}}}")]
    [InlineData("{\"type\":\"ERROR\",\"object\":7}")]
    public void An_event_that_cannot_be_read_is_counted_and_all_are_listed_again(string line)
    {
        _api.Answer(List("100", null, Pod("web-1", 1))).AnswerWatch(line).Answer(List("200", null, Pod("web-2", 2))).AnswerOpenWatch();
        Start(new());

        for (int i = 0; i < 2; i++) _api.NextRequest();
        Assert.False(_api.NextRequest().IsWatch);
        Assert.True(_api.NextRequest().IsWatch);
        Assert.Equal("web-2", NameOf(2));
        Assert.Equal((1, 1, 2), (_metrics.Malformed.Value, _metrics.Failures.Value, _metrics.Lists.Value));
    }

    [Fact]
    public void Events_beyond_the_limit_are_not_held()
    {
        _api.Answer(List("100", null)).AnswerWatch(new string('x', 5000)).Answer(List("200", null)).AnswerOpenWatch(new string(' ', 4000) + Event("ADDED", Pod("web-1", 1)));
        Start(new() { MaxEventOctets = 4999 });

        for (int i = 0; i < 4; i++) _api.NextRequest();
        Wait(() => NameOf(1) == "web-1");
        Assert.Equal((1, 2), (_metrics.Malformed.Value, _metrics.Lists.Value));
    }

    [Fact]
    public void Pages_beyond_the_limit_are_not_held_and_lists_that_are_none_change_nothing()
    {
        _api.Answer(List("100", null, Pod("web-1", 1))).AnswerWatch("x")
            .Answer(new string(' ', 70_000)).Answer("[1,2,3]").Answer("{\"items\":").Answer("{\"kind\":\"PodList\",\"items\":[]}")
            .Answer(List("200", null)).AnswerOpenWatch();
        Start(new() { MaxPageOctets = 70_000 - 1, Lingering = TimeSpan.Zero });

        for (int i = 0; i < 6; i++) _api.NextRequest();
        Assert.Equal("web-1", NameOf(1));
        for (int i = 0; i < 2; i++) _api.NextRequest();
        Assert.Equal(5, _metrics.Malformed.Value);
        Assert.Equal(2, _metrics.Lists.Value);
    }

    [Fact]
    public void A_token_that_was_replaced_is_shown_with_the_next_request()
    {
        _api.Answer(Status(401, "Unauthorized", "Unauthorized").ToJsonString(), 401)
            .Answer(async exchange =>
            {
                await File.WriteAllTextAsync(_api.TokenFile, "second-token");
                await exchange.SendAsync(200, List("100", null));
            }).AnswerOpenWatch();
        Start(new());

        Assert.Equal("Bearer first-token", _api.NextRequest().Authorization);
        Assert.Equal("Bearer first-token", _api.NextRequest().Authorization);
        Assert.Equal("Bearer second-token", _api.NextRequest().Authorization);
    }

    [Fact]
    public void A_server_that_does_not_answer_is_asked_again_after_the_time_for_a_request()
    {
        _api.Answer(static exchange => exchange.WaitAsync())
            .Answer(async exchange =>
            {
                await exchange.SendRawAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{");
                await exchange.WaitAsync();
            })
            .Answer(List("100", null, Pod("web-1", 1))).AnswerOpenWatch();
        Start(new() { RequestTimeout = TimeSpan.FromSeconds(1) });

        for (int i = 0; i < 4; i++) _api.NextRequest();
        Assert.Equal("web-1", NameOf(1));
        Assert.Equal(2, _metrics.Failures.Value);
    }

    [Fact]
    public void A_watch_that_the_server_forgets_to_end_is_ended_here()
    {
        _api.Answer(List("100", null)).AnswerOpenWatch(Bookmark("150")).AnswerOpenWatch();
        Start(new() { RequestTimeout = TimeSpan.FromSeconds(1), WatchTime = TimeSpan.FromMilliseconds(100) });

        for (int i = 0; i < 2; i++) _api.NextRequest();
        Assert.Contains("resourceVersion=150", _api.NextRequest().Query);
    }

    [Fact]
    public async Task Nobody_else_is_trusted_and_no_token_is_shown_to_them()
    {
        using var other = new FakeApi();
        Start(new() { CertificateAuthorityFile = other.CaFile });

        Wait(() => _metrics.Failures.Value >= 2);
        await StopAsync();
        Assert.Equal(0, _metrics.Lists.Value);
    }

    [Fact]
    public async Task What_is_missing_is_said_once_and_tried_again()
    {
        var said = new SaidLines();
        Run(new() { Api = _api.Address, TokenFile = "/nonexistent/token", CertificateAuthorityFile = _api.CaFile, FirstRetry = TimeSpan.FromMilliseconds(1), LongestRetry = TimeSpan.FromMilliseconds(10) }, said);

        Wait(() => _metrics.Failures.Value > 3);
        await StopAsync();
        Assert.Contains("/nonexistent/token", Assert.Single(said.Lines));
    }

    [Fact]
    public void Watches_that_end_at_once_with_nothing_told_are_not_begun_without_end()
    {
        _api.Answer(List("100", null)).AnswerWatch().AnswerWatch().AnswerOpenWatch();
        Start(new() { ShortestWatch = Patience });

        for (int i = 0; i < 4; i++) _api.NextRequest();
        Wait(() => _metrics.Watches.Value == 3);
        Assert.Equal(2, _metrics.Failures.Value);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Dispose();
    }

    public void Dispose()
    {
        _api.Dispose();
        _stop.Dispose();
    }

    private void Start(KubernetesOptions options) => Run(
        options with
        {
            Api = _api.Address,
            TokenFile = _api.TokenFile,
            CertificateAuthorityFile = options.CertificateAuthorityFile == KubernetesOptions.DefaultCertificateAuthorityFile ? _api.CaFile : options.CertificateAuthorityFile,
            FirstRetry = TimeSpan.FromMilliseconds(10),
            LongestRetry = TimeSpan.FromMilliseconds(100),
        },
        NullLogger.Instance);

    private void Run(KubernetesOptions options, Microsoft.Extensions.Logging.ILogger logger)
    {
        _pods = new PodDirectory(options, _metrics, TimeProvider.System);
        var watcher = new PodWatcher(options, _pods, _metrics, new Random(1), TimeProvider.System, logger);
        _running = Task.Run(() => watcher.RunAsync(_stop.Token));
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        Wait(() => _running.IsCompleted);
        Assert.True(_running.IsCompletedSuccessfully, _running.Exception?.ToString());
    }

    private string? NameOf(int number) => _pods.OfUid(Encoding.ASCII.GetBytes(Uid(number))) is { } pod ? Encoding.UTF8.GetString(pod.Name) : null;

    private static void Wait(Func<bool> until) => Assert.True(SpinWait.SpinUntil(until, Patience));
}
