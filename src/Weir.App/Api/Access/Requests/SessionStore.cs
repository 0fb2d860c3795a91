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
    /// <param name="user">Whose.</param>
    /// <param name="idToken">What an OpenID provider said of a user who is none of the console's own: what it is shown when they sign out, or empty; <see langword="null"/>: a password began it.</param>
    /// <returns>The name, for the browser.</returns>
    public string Begin(UserAccount user, string? idToken = null)
    {
        string name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            if (_sessions.Count >= options.MaxSessions) Tidy(now);
            if (_sessions.Count >= options.MaxSessions) _sessions.Remove(_sessions.MinBy(static one => one.Value.Used).Key);
            _sessions[SumOf(name)] = new(user, now, idToken) { Used = now };
        }

        return name;
    }

    /// <summary>Whose a session is and what began it, and that it is used; <see langword="null"/> where it is none, or over.</summary>
    /// <param name="name">What the browser shows.</param>
    /// <param name="accounts">The users as they are now.</param>
    public (UserAccount User, CallerMeans Means)? Use(string name, AccountSet accounts)
    {
        string sum = SumOf(name);
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            if (!_sessions.TryGetValue(sum, out Session? session)) return null;
            // Whom a provider knows has no account here; who has one since is somebody else.
            if (IsOver(session, now) || accounts.Find(session.User.Name) != (session.IdToken is null ? session.User : null))
            {
                _sessions.Remove(sum);
                return null;
            }

            session.Used = now;
            return (session.User, session.IdToken is null ? CallerMeans.Session : CallerMeans.Provider);
        }
    }

    /// <summary>Ends one.</summary>
    /// <returns>What the provider that began it is shown; <see langword="null"/> where none did.</returns>
    public string? End(string name)
    {
        lock (_gate) return _sessions.Remove(SumOf(name), out Session? session) ? session.IdToken : null;
    }

    private void Tidy(DateTimeOffset now)
    {
        foreach (string over in _sessions.Where(one => IsOver(one.Value, now)).Select(static one => one.Key).ToArray()) _sessions.Remove(over);
    }

    private bool IsOver(Session session, DateTimeOffset now) => now - session.Used >= options.SessionIdle || now - session.Begun >= options.SessionLifetime;

    private static string SumOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    private sealed record Session(UserAccount User, DateTimeOffset Begun, string? IdToken)
    {
        public DateTimeOffset Used { get; set; }
    }
}
