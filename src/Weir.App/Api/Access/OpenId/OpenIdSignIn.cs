using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Weir.App.Api.Access.Accounts;
using Weir.App.Api.Access.Requests;
using Weir.App.Commands;
using Weir.App.Configuration.Schema;
using Weir.App.Operating;

namespace Weir.App.Api.Access.OpenId;

/// <summary>Lets people in whom the OpenID provider knows; docs/adr/0015-access.md says how.</summary>
internal sealed class OpenIdSignIn : IDisposable
{
    /// <summary>Where the provider sends people back to; the provider has to know it.</summary>
    public const string Callback = "/api/v1/sign-on/callback";

    /// <summary>Characters of a token that the provider is shown when somebody signs out: it is part of an address, and kept as long as the session.</summary>
    private const int MaxHint = 4096;

    private static readonly AuthenticationScheme Scheme = new("openid", null, typeof(OpenIdHandler));

    // Of this process alone: who was on the way when it ended begins again.
    private readonly ISecureDataFormat<AuthenticationProperties> _state = new PropertiesDataFormat(new EphemeralDataProtectionProvider().CreateProtector("openid state"));

    private readonly OpenIdOptions _options;
    private readonly AccountStore _accounts;
    private readonly SessionStore _sessions;
    private readonly SignIn _tries;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ProviderConnection _connection;
    private readonly IdTokenCheck _check;

    /// <param name="options">The provider, and what its claims are worth.</param>
    /// <param name="accounts">Users of this console, whose names nobody else has.</param>
    /// <param name="sessions">Who is in.</param>
    /// <param name="tries">Counts who tries.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="logger">Takes what somebody should look at.</param>
    /// <exception cref="RunException">A file of the options cannot be read.</exception>
    public OpenIdSignIn(OpenIdOptions options, AccountStore accounts, SessionStore sessions, SignIn tries, TimeProvider clock, ILogger logger)
    {
        (_options, _accounts, _sessions, _tries, _clock, _logger) = (options, accounts, sessions, tries, clock, logger);
        _connection = new(options);
        _check = new(options, _connection);
    }

    /// <summary>What people call the provider.</summary>
    public string Name => _options.Name;

    /// <summary>Sends a browser to the provider.</summary>
    /// <param name="context">Its request.</param>
    /// <param name="from">Where it comes from.</param>
    /// <param name="to">The page that it is to come back to: a path of this console.</param>
    /// <exception cref="OpenIdException">The provider does not answer.</exception>
    /// <exception cref="AccessException">It has not, too many times.</exception>
    public async Task BeginAsync(HttpContext context, IPAddress from, string to)
    {
        OAuthOptions step;
        try
        {
            step = await StepAsync(context);
        }
        catch (OpenIdException)
        {
            // Anybody could fill the log with it.
            _tries.Count(from);
            throw;
        }

        string nonce = _check.NewNonce();
        step.AdditionalAuthorizationParameters.Add(OpenIdHandler.Nonce, nonce);
        await AsBrowsersSeeItAsync(context, async () =>
        {
            OpenIdHandler handler = await HandlerAsync(context, step);
            await handler.ChallengeAsync(new AuthenticationProperties { RedirectUri = to, Items = { [OpenIdHandler.Nonce] = nonce } });
            return true;
        });
    }

    /// <summary>Begins a session for whom the provider has sent back.</summary>
    /// <param name="context">Their request.</param>
    /// <param name="from">Where it comes from.</param>
    /// <returns>Who it is, the session's name, and the page that they began from.</returns>
    /// <exception cref="OpenIdException">They are not signed in.</exception>
    /// <exception cref="AccessException">Too many tries.</exception>
    public async Task<(UserAccount User, string Session, string To)> FinishAsync(HttpContext context, IPAddress from)
    {
        _tries.Count(from);
        OpenIdHandler handler;
        AuthenticationProperties begun;
        try
        {
            (handler, begun) = await AsBrowsersSeeItAsync(context, async () =>
            {
                OpenIdHandler one = await HandlerAsync(context, await StepAsync(context));
                return (one, await one.FinishAsync());
            });
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !context.RequestAborted.IsCancellationRequested)
        {
            throw new OpenIdException(OpenIdFailure.Unreachable, $"{_options.Issuer} does not answer: {ProviderConnection.Deepest(failure).Message}");
        }
        catch (RunException failure)
        {
            throw new OpenIdException(OpenIdFailure.Unreachable, failure.Message);
        }

        UserAccount user = UserOf(handler.Claims!);
        return (user, _sessions.Begin(user, handler.IdToken.Length <= MaxHint ? handler.IdToken : ""), begun.RedirectUri ?? "/");
    }

    /// <summary>Where a browser goes to sign out at the provider, too; <see langword="null"/> where that is not wanted or the provider cannot be told.</summary>
    /// <param name="context">Its request.</param>
    /// <param name="hint">The ID token of the session that has ended; empty where it was not kept.</param>
    public async Task<string?> EndAsync(HttpContext context, string hint)
    {
        if (!_options.IsSignedOutThere) return null;
        try
        {
            OpenIdConnectConfiguration metadata = await _connection.MetadataAsync(context.RequestAborted);
            if (string.IsNullOrEmpty(metadata.EndSessionEndpoint)) return null;
            // OpenID Connect RP-Initiated Logout 1.0 section 2.
            var message = new OpenIdConnectMessage
            {
                IssuerAddress = metadata.EndSessionEndpoint,
                ClientId = _options.ClientId,
                PostLogoutRedirectUri = $"{_options.ExternalUrl?.GetLeftPart(UriPartial.Authority) ?? $"{context.Request.Scheme}://{context.Request.Host}"}/",
                EnableTelemetryParameters = false,
            };
            if (hint.Length > 0) message.IdTokenHint = hint;
            return message.CreateLogoutRequestUrl();
        }
        catch (OpenIdException)
        {
            // They are signed out here all the same.
            return null;
        }
    }

    /// <summary>Says that somebody was not signed in, where it is not for them to mend.</summary>
    public void Log(OpenIdException failure)
    {
        if (failure.Failure is not OpenIdFailure.Stale and not OpenIdFailure.Denied) _logger.LogSignOnFailed(Name, failure.Message);
    }

    public void Dispose() => _connection.Dispose();

    private UserAccount UserOf(ProviderClaims claims)
    {
        if (claims.Texts(_options.UserClaim) is not [{ } name]) throw new OpenIdException(OpenIdFailure.Refused, $"the provider does not say {_options.UserClaim}, or says several");
        if (!SettingType.UserAccount.Accepts(name)) throw new OpenIdException(OpenIdFailure.Refused, $"{_options.UserClaim} cannot be a user's name: want {SettingType.UserAccount.Wanted}");
        if (_options.UserClaim == "email" && claims.IsMailUnproven) throw new OpenIdException(OpenIdFailure.Refused, $"the provider has not proven that {name} is the user's address");
        // Otherwise who chooses a name at the provider would have the tokens and views of somebody else.
        if (_accounts.Accounts.Find(name) is not null) throw new OpenIdException(OpenIdFailure.Refused, $"{name} is the name of a user of this console, who signs in with a password");
        Role role = _options.Roles.Of(claims);
        return role > Role.None ? new(name, role, null) : throw new OpenIdException(OpenIdFailure.Refused, $"nothing gives {name} a role");
    }

    private async Task<OAuthOptions> StepAsync(HttpContext context)
    {
        OpenIdConnectConfiguration metadata = await _connection.MetadataAsync(context.RequestAborted);
        var step = new OAuthOptions
        {
            ClientId = _options.ClientId,
            AuthorizationEndpoint = metadata.AuthorizationEndpoint,
            TokenEndpoint = metadata.TokenEndpoint,
            CallbackPath = Callback,
            UsePkce = true,
            StateDataFormat = _state,
            Backchannel = _connection.Client,
            TimeProvider = _clock,
            RemoteAuthenticationTimeout = IdTokenCheck.Patience,
        };
        step.Scope.Add("openid");
        foreach (string scope in _options.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)) step.Scope.Add(scope);
        // The provider sends the browser back by a link, which Lax lets a cookie go with.
        step.CorrelationCookie.SameSite = SameSiteMode.Lax;
        step.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        return step;
    }

    private async Task<OpenIdHandler> HandlerAsync(HttpContext context, OAuthOptions step)
    {
        var handler = new OpenIdHandler(step, _options, _connection, _check);
        await handler.InitializeAsync(Scheme, context);
        return handler;
    }

    // What the provider is told to send people back to is made of the request's own address.
    private async Task<T> AsBrowsersSeeItAsync<T>(HttpContext context, Func<Task<T>> run)
    {
        (string scheme, HostString host) = (context.Request.Scheme, context.Request.Host);
        if (_options.ExternalUrl is { } external) (context.Request.Scheme, context.Request.Host) = (external.Scheme, new HostString(external.Authority));
        try
        {
            return await run();
        }
        finally
        {
            (context.Request.Scheme, context.Request.Host) = (scheme, host);
        }
    }
}
