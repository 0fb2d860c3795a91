using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;
using Weir.App.Commands;
using Weir.Testing;

namespace Weir.App.Tests.Api;

/// <summary>Few questions run at one time, few wait, and none for ever.</summary>
public sealed class QuestionDeskTests
{
    private static readonly ConsoleOptions Options = new(new IPEndPoint(IPAddress.Loopback, 1)) { MaxQuestions = 1, MaxWaiting = 1 };

    private static readonly Caller Anybody = new("", Role.Admin, CallerMeans.Open, IPAddress.Loopback);

    [Fact]
    public async Task One_runs_one_waits_and_a_third_is_refused()
    {
        using var desk = Desk(Options, "/nowhere");
        using var gate = new ManualResetEventSlim();
        using var began = new ManualResetEventSlim();
        Task<int> first = desk.AskAsync(Anybody, (_, stop) => { began.Set(); gate.Wait(stop); return 1; }, TestContext.Current.CancellationToken);
        began.Wait(TestContext.Current.CancellationToken);
        Task<int> second = desk.AskAsync(Anybody, static (_, _) => 2, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<TooManyException>(() => desk.AskAsync(Anybody, static (_, _) => 3, TestContext.Current.CancellationToken));
        gate.Set();
        Assert.Equal((1, 2), (await first, await second));
        Assert.Equal(4, await desk.AskAsync(Anybody, static (_, _) => 4, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_question_that_takes_too_long_ends_and_says_what_to_do()
    {
        using var desk = Desk(Options with { QuestionTimeout = TimeSpan.FromMilliseconds(50) }, "/nowhere");

        TimeoutException late = await Assert.ThrowsAsync<TimeoutException>(() => desk.AskAsync(Anybody, Forever, TestContext.Current.CancellationToken));
        Assert.Contains("ask for a shorter time", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_goes_away_frees_the_place()
    {
        using var desk = Desk(Options with { MaxWaiting = 0 }, "/nowhere");
        using var gone = new CancellationTokenSource();
        using var began = new ManualResetEventSlim();
        Task<int> asked = desk.AskAsync(Anybody, (_, stop) => { began.Set(); return Forever(null, stop); }, gone.Token);
        began.Wait(TestContext.Current.CancellationToken);
        await gone.CancelAsync();

        await Task.WhenAny(asked);
        Assert.True(asked.IsCanceled);
        Assert.Equal(1, await desk.AskAsync(Anybody, static (_, _) => 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Where_nothing_is_archived_that_is_said()
    {
        using var none = Desk(Options, null);
        using var missing = Desk(Options, "/nowhere/at/all");

        Assert.Contains("flow-collect is not configured", (await Assert.ThrowsAsync<RunException>(() => none.AskAsync(Anybody, static (_, _) => 1, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RunException>(() => missing.AskAsync(Anybody, static (reader, stop) => reader.Counters(default, null, stop), TestContext.Current.CancellationToken));
    }

    private static int Forever(object? reader, CancellationToken stop)
    {
        stop.WaitHandle.WaitOne();
        stop.ThrowIfCancellationRequested();
        return 0;
    }

    [Fact]
    public async Task One_caller_does_not_take_all_places()
    {
        using var directory = new TemporaryDirectory();
        using var access = new AccessControl(new AccessOptions(directory["users.json"]) { MaxQuestions = 1 }, TimeProvider.System, NullLogger.Instance);
        using var desk = new QuestionDesk(Options with { MaxQuestions = 2 }, static () => "/nowhere", access);
        using var gate = new ManualResetEventSlim();
        using var began = new ManualResetEventSlim();
        Caller ann = new("ann", Role.Analyst, CallerMeans.Token, IPAddress.Loopback);
        Task<int> first = desk.AskAsync(ann, (_, stop) => { began.Set(); gate.Wait(stop); return 1; }, TestContext.Current.CancellationToken);
        began.Wait(TestContext.Current.CancellationToken);

        AccessException refused = await Assert.ThrowsAsync<AccessException>(() => desk.AskAsync(ann, static (_, _) => 2, TestContext.Current.CancellationToken));
        Assert.Equal((429, 1), (refused.Status, refused.RetryAfterSeconds));
        Assert.Equal(3, await desk.AskAsync(ann with { Name = "bob" }, static (_, _) => 3, TestContext.Current.CancellationToken));
        gate.Set();
        Assert.Equal(1, await first);
        Assert.Equal(4, await desk.AskAsync(ann, static (_, _) => 4, TestContext.Current.CancellationToken));
    }

    private static QuestionDesk Desk(ConsoleOptions options, string? archive) => new(options, () => archive, new AccessControl(null, TimeProvider.System, NullLogger.Instance));
}
