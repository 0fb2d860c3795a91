using Microsoft.AspNetCore.Http;
using Weir.App.Api.Access;
using Weir.App.Api.Access.Accounts;
using Weir.App.Api.Access.OpenId;
using Weir.App.Api.Access.Requests;
using Weir.App.Api.Hosting;
using Weir.App.Commands;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/sign-on</c>: to the OpenID provider and back. Browsers go there themselves, so they are answered by being sent on, to a page that says what went wrong.</summary>
internal static class SignOnEndpoints
{
    private const string To = "to";

    /// <summary>Characters of the page to come back to: it goes along in addresses, and servers take some 8 KiB of those.</summary>
    private const int MaxTo = 2048;

    public static IReadOnlyList<ApiEndpoint> Create(EndpointServices services) =>
    [
        new($"{ApiEndpoint.Version}/sign-on", Role.None, "Sends a browser to the OpenID provider to sign in", [new(To, $"The page to come back to: a path of the console, of {MaxTo} characters at most") { Default = "/" }], call => BeginAsync(services, call)) { IsAudited = false },
        new(OpenIdSignIn.Callback, Role.None, "Where the OpenID provider sends browsers back to: signs in and goes on to the page that it was begun from, or to / with sign-on saying what was wrong", [], call => FinishAsync(services, call)) { IsReturn = true },
    ];

    private static async Task BeginAsync(EndpointServices services, ApiCall call)
    {
        OpenIdSignIn provider = Provider(services);
        string to = call.Text(To)!;
        if (!IsOwn(to)) throw new UsageException($"{To}: want a path of the console, of {MaxTo} characters at most");
        try
        {
            await provider.BeginAsync(call.Context, call.Caller.Address, to);
        }
        catch (OpenIdException failure)
        {
            Fail(services, call, failure);
        }
    }

    private static async Task FinishAsync(EndpointServices services, ApiCall call)
    {
        OpenIdSignIn provider = Provider(services);
        call.Change = "sign on";
        try
        {
            (UserAccount user, string session, string to) = await provider.FinishAsync(call.Context, call.Caller.Address);
            call.Change = $"sign on {user.Name} as {RoleName.Of(user.Role)}";
            call.Outcome = StatusCodes.Status200OK;
            // The session that was, whoever gave it to the browser, is none any more.
            if (SessionCookie.Of(call.Context.Request) is { } before) services.Access.Sessions!.End(before);
            SessionCookie.Set(call.Context, session);
            call.Context.Response.Redirect(to);
        }
        catch (OpenIdException failure)
        {
            Fail(services, call, failure);
        }
    }

    private static void Fail(EndpointServices services, ApiCall call, OpenIdException failure)
    {
        call.Change = $"sign on, {Word(failure.Failure)}: {failure.Message}";
        call.Outcome = failure.Failure switch
        {
            OpenIdFailure.Stale => StatusCodes.Status400BadRequest,
            OpenIdFailure.Invalid => StatusCodes.Status401Unauthorized,
            OpenIdFailure.Unreachable => StatusCodes.Status502BadGateway,
            _ => StatusCodes.Status403Forbidden,
        };
        services.Access.OpenId!.Log(failure);
        call.Context.Response.Redirect("/?sign-on=" + Word(failure.Failure));
    }

    private static string Word(OpenIdFailure failure) => failure.ToString().ToLowerInvariant();

    private static OpenIdSignIn Provider(EndpointServices services) => services.Access.OpenId ?? throw new AccessException(StatusCodes.Status404NotFound, "nobody signs in elsewhere here: there is no section openid in auth");

    // What begins by two slashes, or by what browsers take for them, is another host (WHATWG URL).
    private static bool IsOwn(string to) => to.Length <= MaxTo && to[0] == '/' && !to.StartsWith("//", StringComparison.Ordinal) && to.All(static letter => letter is > ' ' and < '\x7f' and not '\\');
}
