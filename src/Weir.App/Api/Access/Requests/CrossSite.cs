using Microsoft.AspNetCore.Http;

namespace Weir.App.Api.Access.Requests;

/// <summary>
/// Refuses changes that another site's page may have had a browser ask for. A browser sends a header of its own making to another site only when that site allows
/// it, which this one never does; and it says of every change where the page came from (OWASP: Cross-Site Request Forgery Prevention).
/// </summary>
internal static class CrossSite
{
    /// <summary>The header that every change has to carry.</summary>
    public const string Header = "X-Weir";

    /// <exception cref="AccessException">It may come from elsewhere: 403.</exception>
    public static void Check(HttpRequest request, Caller caller)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return;
        // A token is shown by who means to, and never by a browser of itself.
        if (caller.Means == CallerMeans.Token) return;
        if (request.Headers[Header].Count != 1) throw new AccessException(StatusCodes.Status403Forbidden, $"a change needs the header {Header}: 1");
        if (request.Headers.Origin.ToString() is not { Length: > 0 } origin) return;
        if (!Uri.TryCreate(origin, UriKind.Absolute, out Uri? site) || !string.Equals(site.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase) && !IsForwarded(request, site))
            throw new AccessException(StatusCodes.Status403Forbidden, $"a change is not taken from {(origin.Length > 100 ? origin[..100] : origin)}");
    }

    // Behind a proxy the name that the browser asked for may stand beside Host.
    private static bool IsForwarded(HttpRequest request, Uri site) => request.Headers["X-Forwarded-Host"] is [{ } host] && string.Equals(site.Authority, host, StringComparison.OrdinalIgnoreCase);
}
