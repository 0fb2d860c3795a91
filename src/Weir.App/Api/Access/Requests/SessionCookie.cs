using Microsoft.AspNetCore.Http;

namespace Weir.App.Api.Access.Requests;

/// <summary>The cookie that a session is known by: no script reads it, no other site's request carries it, and where the page came by HTTPS nothing else does.</summary>
internal static class SessionCookie
{
    private const string Plain = "weir-session";

    // The prefix has browsers refuse one that another host or an unprotected answer would set (RFC 6265bis section 4.1.3.2).
    private const string Secure = "__Host-weir-session";

    public static string? Of(HttpRequest request) => request.Cookies[IsSecure(request) ? Secure : Plain] is { Length: > 0 and <= 128 } name ? name : null;

    public static void Set(HttpContext context, string session) => context.Response.Cookies.Append(IsSecure(context.Request) ? Secure : Plain, session, Options(context.Request));

    public static void Remove(HttpContext context) => context.Response.Cookies.Delete(IsSecure(context.Request) ? Secure : Plain, Options(context.Request));

    private static CookieOptions Options(HttpRequest request) => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = IsSecure(request), Path = "/", IsEssential = true };

    // A proxy says by which way the browser came; who lies of it only loses the cookie.
    private static bool IsSecure(HttpRequest request) => request.IsHttps || request.Headers["X-Forwarded-Proto"].ToString().Equals("https", StringComparison.OrdinalIgnoreCase);
}
