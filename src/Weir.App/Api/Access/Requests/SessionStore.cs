using System.Security.Cryptography;
using System.Text;
using Weir.App.Api.Access.Accounts;

namespace Weir.App.Api.Access.Requests;

/// <summary>
/// Who is signed in. Sessions are known by the sum of a random name that only the browser has, end when nobody uses them, when they are old, and when
/// anything of their user changes; after a restart everybody signs in again.
/// </summary>
/// <param name="options">How long and how many.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class SessionStore(AccessOptions options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Session> _sessions = [];

    /// <summary>Begins one, under a name that was never one before.</summary>
    /// <returns>The name, for the browser.</returns>
    public string Begin(UserAccount user)
    {
        string name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            if (_sessions.Count >= options.MaxSessions) Tidy(now);
            if (_sessions.Count >= options.MaxSessions) _sessions.Remove(_sessions.MinBy(static one => one.Value.Used).Key);
            _sessions[SumOf(name)] = new(user, now) { Used = now };
        }

        return name;
    }

    /// <summary>Whose a session is, and that it is used; <see langword="null"/> where it is none, or over.</summary>
    /// <param name="name">What the browser shows.</param>
    /// <param name="accounts">The users as they are now.</param>
    public UserAccount? Use(string name, AccountSet accounts)
    {
        string sum = SumOf(name);
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            if (!_sessions.TryGetValue(sum, out Session? session)) return null;
            if (IsOver(session, now) || accounts.Find(session.User.Name) is not { } user || user != session.User)
            {
                _sessions.Remove(sum);
                return null;
            }

            session.Used = now;
            return user;
        }
    }

    /// <summary>Ends one.</summary>
    public void End(string name)
    {
        lock (_gate) _sessions.Remove(SumOf(name));
    }

    private void Tidy(DateTimeOffset now)
    {
        foreach (string over in _sessions.Where(one => IsOver(one.Value, now)).Select(static one => one.Key).ToArray()) _sessions.Remove(over);
    }

    private bool IsOver(Session session, DateTimeOffset now) => now - session.Used >= options.SessionIdle || now - session.Begun >= options.SessionLifetime;

    private static string SumOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    private sealed record Session(UserAccount User, DateTimeOffset Begun)
    {
        public DateTimeOffset Used { get; set; }
    }
}
