using System.Net;
using Microsoft.AspNetCore.Http;
using Weir.App.Api.Access.Accounts;

namespace Weir.App.Api.Access.Requests;

/// <summary>Lets people in by their passwords, and lets nobody try many.</summary>
/// <param name="options">How many.</param>
/// <param name="accounts">Who there is.</param>
/// <param name="sessions">Who is in.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class SignIn(AccessOptions options, AccountStore accounts, SessionStore sessions, TimeProvider clock) : IDisposable
{
    private const string TooMany = "too many wrong passwords: wait a minute";

    // A hash takes a processor for a tenth of a second: two at a time leave the others to the collector.
    private const int AtOneTime = 2;

    private readonly Allowance _tries = new(options.MaxSignIns, options.MaxSignIns / 60.0, clock);
    private readonly SemaphoreSlim _places = new(AtOneTime);

    /// <summary>Begins a session.</summary>
    /// <returns>The user, and the session's name.</returns>
    /// <exception cref="AccessException">Name or password is wrong, which is never told apart; or too many were.</exception>
    public async Task<(UserAccount User, string Session)> BeginAsync(string name, string password, IPAddress address, CancellationToken cancellation)
    {
        UserAccount user = await IsRightAsync(name, password, address, cancellation);
        return (user, sessions.Begin(user));
    }

    /// <summary>The user whose password it is.</summary>
    /// <inheritdoc cref="BeginAsync"/>
    public async Task<UserAccount> IsRightAsync(string name, string password, IPAddress address, CancellationToken cancellation)
    {
        string[] keys = ["address " + Block(address), "user " + (name.Length > 64 ? name[..64] : name)];
        foreach (string key in keys) _tries.Check(key, TooMany);
        await _places.WaitAsync(cancellation);
        try
        {
            // Counted before it is looked at, or many at one time would count as one.
            foreach (string key in keys) _tries.Take(key, TooMany);
            UserAccount? user = accounts.Accounts.Find(name);
            if (!PasswordHashing.IsRight(user?.PasswordHash, password)) throw new AccessException(StatusCodes.Status401Unauthorized, "name or password is wrong");
            _tries.Forget(keys[1]);
            return user!;
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Counts that an address has somebody signed in elsewhere, among its passwords.</summary>
    /// <exception cref="AccessException">Too many were.</exception>
    public void Count(IPAddress address) => _tries.Take("address " + Block(address), "too many tries to sign in: wait a minute");

    public void Dispose() => _places.Dispose();

    // Of IPv6 one has 2^64 addresses: they count as one.
    private static string Block(IPAddress address) => address.IsIPv4MappedToIPv6 || address.GetAddressBytes() is not { Length: 16 } octets ? address.ToString() : Convert.ToHexString(octets.AsSpan(0, 8));
}
