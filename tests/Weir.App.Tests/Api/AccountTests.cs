using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.App.Api.Access;
using Weir.App.Api.Access.Accounts;
using Weir.App.Api.Access.Audit;
using Weir.App.Api.Access.Requests;
using Weir.App.Commands;
using Weir.Testing;

namespace Weir.App.Tests.Api;

/// <summary>The file of users, sessions, allowances and the audit log by themselves.</summary>
public sealed class AccountTests
{
    private static readonly UserAccount Ann = new("ann", Role.Admin, null);

    [Fact]
    public async Task The_file_is_its_owners_and_is_read_as_it_was_written()
    {
        using var directory = new TemporaryDirectory();
        var file = new AccountFile(directory["users.json"]);
        string token = "";
        AccountSet written = await file.ChangeAsync(set =>
        {
            (set, token) = set.WithUser(Ann with { PasswordHash = PasswordHashing.Hash("a good password") }).WithToken("ann", "ci", Role.Viewer, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
            return set;
        });
        AccountSet read = file.Read();

        Assert.Equal(written.Users, read.Users);
        Assert.Equal(written.Tokens, read.Tokens);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
        string text = await File.ReadAllTextAsync(file.Path, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(token, text, StringComparison.Ordinal);
        Assert.DoesNotContain("good password", text, StringComparison.Ordinal);
        Assert.True(PasswordHashing.IsRight(read.Get("ann").PasswordHash, "a good password"));
        Assert.False(PasswordHashing.IsRight(read.Get("ann").PasswordHash, "another password"));
        Assert.Equal(Role.Viewer, read.Find(token, DateTimeOffset.UnixEpoch)!.Value.Role);
        Assert.Null(read.Find(token, DateTimeOffset.UnixEpoch.AddDays(1)));
    }

    [Fact]
    public async Task Who_changes_it_at_one_time_changes_it_one_after_the_other()
    {
        using var directory = new TemporaryDirectory();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => new AccountFile(directory["users.json"]).ChangeAsync(set => set.WithUser(Ann with { Name = $"user{i}" })))));

        Assert.Equal(20, new AccountFile(directory["users.json"]).Read().Users.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"weir-users\":2,\"users\":[],\"tokens\":[]}")]
    [InlineData("{\"weir-users\":1,\"users\":[]}")]
    [InlineData("{\"weir-users\":1,\"users\":[{\"name\":\"a b\",\"role\":\"admin\"}],\"tokens\":[]}")]
    [InlineData("{\"weir-users\":1,\"users\":[{\"name\":\"ann\",\"role\":\"root\"}],\"tokens\":[]}")]
    [InlineData("{\"weir-users\":1,\"users\":[{\"name\":\"ann\",\"role\":\"admin\"},{\"name\":\"ann\",\"role\":\"viewer\"}],\"tokens\":[]}")]
    [InlineData("{\"weir-users\":1,\"users\":[{\"name\":\"ann\",\"role\":\"admin\",\"password\":7}],\"tokens\":[]}")]
    [InlineData("{\"weir-users\":1,\"users\":[],\"tokens\":[{\"user\":\"ann\",\"name\":\"x\",\"role\":\"admin\",\"sha256\":\"00\",\"created\":\"2026-01-01\"}]}")]
    [InlineData("{\"weir-users\":1,\"users\":[],\"tokens\":[[[[[[[[[[[[[]]]]]]]]]]]]]}")]
    public void What_is_no_file_of_users_is_refused(string text)
    {
        using var directory = new TemporaryDirectory();
        using (FileStream file = OwnerFile.Open(directory["users.json"], FileMode.CreateNew, FileShare.None)) file.Write(System.Text.Encoding.UTF8.GetBytes(text));

        RunException wrong = Assert.Throws<RunException>(() => new AccountFile(directory["users.json"]).Read());
        Assert.StartsWith(directory["users.json"] + ": ", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_others_may_read_is_refused_and_one_that_becomes_wrong_leaves_users_as_they_were()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no modes of files");
        using var directory = new TemporaryDirectory();
        var file = new AccountFile(directory["users.json"]);
        await file.ChangeAsync(static set => set.WithUser(Ann));
        var store = new AccountStore(file, NullLogger.Instance);
        Assert.NotNull(store.Accounts.Find("ann"));
        await File.WriteAllTextAsync(file.Path, "oops", TestContext.Current.CancellationToken);
        Assert.NotNull(store.Accounts.Find("ann"));
        File.Delete(file.Path);
        Assert.Null(store.Accounts.Find("ann"));

        await file.ChangeAsync(static set => set.WithUser(Ann));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Assert.Throws<RunException>(file.Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_ends_unused_when_it_is_old_and_when_its_user_changes()
    {
        var clock = new ManualClock();
        var sessions = new SessionStore(new AccessOptions("") { MaxSessions = 2 }, clock);
        AccountSet accounts = AccountSet.Empty.WithUser(Ann);
        string idle = sessions.Begin(Ann);
        clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal((Ann, CallerMeans.Session), sessions.Use(idle, accounts));
        clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Null(sessions.Use(idle, accounts));

        string old = sessions.Begin(Ann);
        for (int i = 0; i < 12 * 3; i++)
        {
            Assert.NotNull(sessions.Use(old, accounts));
            clock.Advance(TimeSpan.FromMinutes(20));
        }

        Assert.Null(sessions.Use(old, accounts));
        string changed = sessions.Begin(Ann);
        Assert.Null(sessions.Use(changed, accounts.WithChanged(Ann with { Role = Role.Analyst })));
        Assert.Null(sessions.Use(changed, accounts));

        string first = sessions.Begin(Ann);
        clock.Advance(TimeSpan.FromSeconds(1));
        string second = sessions.Begin(Ann);
        sessions.Begin(Ann);
        Assert.Null(sessions.Use(first, accounts));
        Assert.NotNull(sessions.Use(second, accounts));
    }

    [Fact]
    public void An_allowance_fills_again_and_is_bounded_in_memory()
    {
        var clock = new ManualClock();
        var allowance = new Allowance(2, 0.5, clock);
        allowance.Take("a", "no");
        allowance.Take("a", "no");
        AccessException refused = Assert.Throws<AccessException>(() => allowance.Take("a", "no"));
        Assert.Equal((429, 2), (refused.Status, refused.RetryAfterSeconds));
        clock.Advance(TimeSpan.FromSeconds(2));
        allowance.Take("a", "no");
        for (int i = 0; i < 3 * Allowance.MaxKeys; i++) allowance.Take($"key {i}", "no");

        // Who tries most is remembered longest.
        Assert.Throws<AccessException>(() => allowance.Take("a", "no"));
    }

    [Fact]
    public void The_audit_log_turns_over_and_keeps_as_many_files_as_it_may()
    {
        using var directory = new TemporaryDirectory();
        using var log = new AuditLog(new AccessOptions("") { AuditFile = directory["audit.ndjson"], AuditOctets = 1000, AuditFiles = 2 }, NullLogger.Instance);
        var caller = new Caller("ann", Role.Admin, CallerMeans.Session, IPAddress.Loopback);
        for (int i = 0; i < 50; i++) log.Write(new(DateTimeOffset.UnixEpoch, caller, "GET", "/api/v1/top", $"?n={i}\n\"", 200, TimeSpan.FromMilliseconds(i)));

        string[] files = [.. Directory.GetFiles(directory.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(["audit.ndjson", "audit.ndjson.1", "audit.ndjson.2"], files);
        Assert.All(files, name => Assert.InRange(new FileInfo(directory[name]).Length, 1, 1000));
        Assert.Equal(0, log.Lost);
        Assert.Contains("?n=49\\n", log.Last(3)[0], StringComparison.Ordinal);
        Assert.Equal(3, log.Last(3).Count);
    }

    [Fact]
    public void An_audit_log_that_cannot_be_written_counts_what_it_lost()
    {
        using var directory = new TemporaryDirectory();
        using var log = new AuditLog(new AccessOptions("") { AuditFile = directory["none/audit.ndjson"] }, NullLogger.Instance);
        log.Write(new(DateTimeOffset.UnixEpoch, new Caller("", Role.None, CallerMeans.None, IPAddress.Loopback), "GET", "/", "", 401, default));

        Assert.Equal(1, log.Lost);
    }
}
