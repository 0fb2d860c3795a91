using System.Net;
using Microsoft.AspNetCore.Http;
using Weir.App.Api.Access.Accounts;
using Weir.App.Configuration.Schema;

namespace Weir.App.Api.Access.Requests;

/// <summary>Who asks: by a token, a session, or what a proxy says that is believed.</summary>
/// <param name="options">What is believed; <see langword="null"/>: nobody is asked who they are.</param>
/// <param name="accounts">Who there is.</param>
/// <param name="sessions">Who is in.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class Identification(AccessOptions? options, AccountStore? accounts, SessionStore? sessions, TimeProvider clock)
{
    private const string Bearer = "Bearer ";

    public bool AsksWho => options is not null;

    /// <exception cref="AccessException">Something was shown that is not believed: 401.</exception>
    public Caller WhoIs(HttpContext context)
    {
        IPAddress address = From(context);
        if (options is null || accounts is null || sessions is null) return new("", Role.Admin, CallerMeans.Open, address);
        if (context.Request.Headers.Authorization.ToString() is { Length: > 0 } authorization) return ByToken(authorization, address, accounts.Accounts);
        if (SessionCookie.Of(context.Request) is { } name && sessions.Use(name, accounts.Accounts) is { } found) return new(found.User.Name, found.User.Role, found.Means, address);
        return ByProxy(context, address, accounts.Accounts) ?? new("", Role.None, CallerMeans.None, address);
    }

    private Caller ByToken(string authorization, IPAddress address, AccountSet set)
    {
        if (!authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) throw new AccessException(StatusCodes.Status401Unauthorized, "authorization: want Bearer and a token");
        return set.Find(authorization.AsSpan(Bearer.Length).Trim(), clock.GetUtcNow()) is { } found
            ? new(found.User.Name, found.Role, CallerMeans.Token, address)
            : throw new AccessException(StatusCodes.Status401Unauthorized, "the token is none, or no more");
    }

    private Caller? ByProxy(HttpContext context, IPAddress address, AccountSet set)
    {
        HttpRequest request = context.Request;
        if (options!.ProxyHeader is not { } header || !IsProxy(context)) return null;
        // A header that stands twice may be the user's own beside the proxy's.
        if (request.Headers[header] is not [{ } name] || !SettingType.IsName(name)) return null;
        Role role = options.RoleHeader is { } said
            ? request.Headers[said] is [{ } word] && RoleName.TryParse(word, out Role told) ? told : Role.None
            : set.Find(name)?.Role ?? options.ProxyRole;
        return new(name, role, CallerMeans.Proxy, address);
    }

    // The last of X-Forwarded-For is what the proxy itself saw; those before it anybody may have written.
    private IPAddress From(HttpContext context) =>
        IsProxy(context) && IPAddress.TryParse(context.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim(), out IPAddress? behind) ? Plain(behind) : Remote(context);

    private bool IsProxy(HttpContext context) => options?.ProxyFrom.Contains(Remote(context)) is true;

    private static IPAddress Remote(HttpContext context) => Plain(context.Connection.RemoteIpAddress ?? IPAddress.None);

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
