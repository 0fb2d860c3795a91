using Microsoft.AspNetCore.Http;

namespace Weir.App.Api.Hosting;

/// <summary>What every answer tells the browser not to do (OWASP Secure Headers).</summary>
internal static class SecurityHeaders
{
    /// <summary>Only what the program itself serves runs, is shown and is asked; nothing frames it.</summary>
    public const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Set(IHeaderDictionary headers, bool isHttps)
    {
        // RFC 6797; a year, as browsers' makers advise.
        if (isHttps) headers.StrictTransportSecurity = "max-age=31536000";
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
    }
}
