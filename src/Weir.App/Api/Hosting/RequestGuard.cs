using System.Net;
using Microsoft.AspNetCore.Http;
using Weir.App.Api.Access.OpenId;

namespace Weir.App.Api.Hosting;

/// <summary>
/// Refuses what other sites could make a browser ask. A page whose name is made to mean 127.0.0.1 (DNS rebinding) still sends its own name
/// as Host; a page that only links here is told by Sec-Fetch-Site (W3C Fetch Metadata).
/// </summary>
internal static class RequestGuard
{
    /// <summary>Why a request is not answered; <see langword="null"/> where it is.</summary>
    /// <param name="request">The request.</param>
    /// <param name="asksWho">Whether people sign in: then any name is served, for the session's cookie is sent to the name that it was had from, and to no other.</param>
    public static (int Status, string Reason)? Refuses(HttpRequest request, bool asksWho)
    {
        if (!asksWho && !IsOwn(request.Host.Host)) return (StatusCodes.Status421MisdirectedRequest, $"host '{request.Host.Host}' is not served here: want localhost or the address itself");
        bool isApi = request.Path.StartsWithSegments(ApiRouter.Root, StringComparison.Ordinal);
        if (!isApi && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return (StatusCodes.Status405MethodNotAllowed, $"method {request.Method}: want GET");
        bool isForeign = request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";
        // A link from elsewhere may open a page, as it may with any program; it may not ask questions. A provider sends people back with what it has to say.
        return isForeign && isApi && request.Path != OpenIdSignIn.Callback ? (StatusCodes.Status403Forbidden, "the API is not answered to other sites") : null;
    }

    private static bool IsOwn(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address);
}
