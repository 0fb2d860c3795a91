using System.Net;
using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;
using Weir.App.Commands;

namespace Weir.App.Tests.Api;

/// <summary>Few questions run at one time, few wait, and none for ever.</summary>
public sealed class QuestionDeskTests
{
    private static readonly ConsoleOptions Options = new(new IPEndPoint(IPAddress.Loopback, 1)) { MaxQuestions = 1, MaxWaiting = 1 };

    [Fact]
    public async Task One_runs_one_waits_and_a_third_is_refused()
    {
        using var desk = new QuestionDesk(Options, static () => "/nowhere");
        using var gate = new ManualResetEventSlim();
        using var began = new ManualResetEventSlim();
        Task<int> first = desk.AskAsync((_, stop) => { began.Set(); gate.Wait(stop); return 1; }, TestContext.Current.CancellationToken);
        began.Wait(TestContext.Current.CancellationToken);
        Task<int> second = desk.AskAsync(static (_, _) => 2, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<TooManyException>(() => desk.AskAsync(static (_, _) => 3, TestContext.Current.CancellationToken));
        gate.Set();
        Assert.Equal((1, 2), (await first, await second));
        Assert.Equal(4, await desk.AskAsync(static (_, _) => 4, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_question_that_takes_too_long_ends_and_says_what_to_do()
    {
        using var desk = new QuestionDesk(Options with { QuestionTimeout = TimeSpan.FromMilliseconds(50) }, static () => "/nowhere");

        TimeoutException late = await Assert.ThrowsAsync<TimeoutException>(() => desk.AskAsync(Forever, TestContext.Current.CancellationToken));
        Assert.Contains("ask for a shorter time", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_goes_away_frees_the_place()
    {
        using var desk = new QuestionDesk(Options with { MaxWaiting = 0 }, static () => "/nowhere");
        using var gone = new CancellationTokenSource();
        using var began = new ManualResetEventSlim();
        Task<int> asked = desk.AskAsync((_, stop) => { began.Set(); return Forever(null, stop); }, gone.Token);
        began.Wait(TestContext.Current.CancellationToken);
        await gone.CancelAsync();

        await Task.WhenAny(asked);
        Assert.True(asked.IsCanceled);
        Assert.Equal(1, await desk.AskAsync(static (_, _) => 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Where_nothing_is_archived_that_is_said()
    {
        using var none = new QuestionDesk(Options, static () => null);
        using var missing = new QuestionDesk(Options, static () => "/nowhere/at/all");

        Assert.Contains("flow-collect is not configured", (await Assert.ThrowsAsync<RunException>(() => none.AskAsync(static (_, _) => 1, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RunException>(() => missing.AskAsync(static (reader, stop) => reader.Counters(default, null, stop), TestContext.Current.CancellationToken));
    }

    private static int Forever(object? reader, CancellationToken stop)
    {
        stop.WaitHandle.WaitOne();
        stop.ThrowIfCancellationRequested();
        return 0;
    }
}
