using System.CommandLine;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.App.Api.Access;
using Weir.App.Api.Access.Audit;
using Weir.App.Commands;
using Weir.Testing;

namespace Weir.App.Tests.Commands;

/// <summary><c>weir audit</c> reads what a console wrote.</summary>
public sealed class AuditChoiceTests : IDisposable
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();

    public AuditChoiceTests()
    {
        using var log = new AuditLog(new AccessOptions("") { AuditFile = Log, AuditOctets = 500, AuditFiles = 9 }, NullLogger.Instance);
        for (int i = 0; i < 8; i++)
        {
            string user = i % 2 == 0 ? "ann" : "bob";
            log.Write(new(Begin.AddMinutes(i), new Caller(user, Role.Analyst, CallerMeans.Token, IPAddress.Loopback), i == 5 ? "POST" : "GET", i == 5 ? "/api/v1/users" : "/api/v1/top", "?n=1", i == 7 ? 403 : 200, TimeSpan.FromMilliseconds(i)));
        }

        File.AppendAllText(Log, "changed by hand\n");
    }

    private string Log => _directory["audit.ndjson"];

    [Fact]
    public void All_files_are_read_newest_first_and_what_is_no_line_is_passed_over()
    {
        Assert.True(AuditFiles.Newest(Log).Count() > 2);
        Assert.Equal(Enumerable.Range(0, 8).Reverse().Select(static i => Begin.AddMinutes(i)), AuditFiles.Lines(Log).Select(static line => line.GetProperty("time").GetDateTimeOffset()));
    }

    [Theory]
    [InlineData("ann", null, false, null, null, 4)]
    [InlineData(null, "post", false, null, null, 1)]
    [InlineData(null, "/top", false, null, null, 7)]
    [InlineData(null, null, true, null, null, 1)]
    [InlineData(null, null, false, 2, 5, 3)]
    [InlineData("bob", "users", false, 5, null, 1)]
    [InlineData("carl", null, false, null, null, 0)]
    public void Lines_are_chosen_by_user_action_and_time(string? user, string? action, bool isRefused, int? since, int? until, int expected)
    {
        long? Ns(int? minute) => minute is { } at ? Begin.AddMinutes(at).ToUnixTimeSeconds() * 1_000_000_000 : null;
        var choice = new AuditChoice(user, action, isRefused, Ns(since), Ns(until));

        Assert.Equal(expected, AuditFiles.Lines(Log).Count(choice.Has));
    }

    [Theory]
    [InlineData("say where the log is: --file FILE, or --users FILE where it is beside the users")]
    [InlineData("-n 0: want a number above 0", "--file", "x", "-n", "0")]
    [InlineData("there is no file x: a console with users writes it", "--file", "x")]
    public async Task What_cannot_be_is_said(string message, params string[] arguments)
    {
        Exception wrong = (await Record.ExceptionAsync(() => WeirCommand.Create("audit").Parse(["audit", .. arguments], WeirCommand.Parsing).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken)))!;

        Assert.Equal(message, wrong.Message);
    }

    public void Dispose() => _directory.Dispose();
}
