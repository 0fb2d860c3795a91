using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Weir.App.Api.Access.Accounts;
using Weir.App.Api.Access.Audit;
using Weir.App.Api.Access.OpenId;
using Weir.App.Api.Access.Requests;
using Weir.App.Api.Hosting;
using Weir.App.Operating;

namespace Weir.App.Api.Access;

/// <summary>The one place that says who asks and whether they may. Without options everybody is an administrator of a console without users.</summary>
internal sealed class AccessControl : IDisposable
{
    private readonly AccessOptions? _options;
    private readonly Identification _identification;
    private readonly Allowance? _requests;
    private readonly ConcurrentDictionary<string, int> _asking = [];

    /// <exception cref="Commands.RunException">The file of users is none, or others may read it; or a file of the OpenID provider's cannot be read.</exception>
    public AccessControl(AccessOptions? options, TimeProvider clock, ILogger logger)
    {
        _options = options;
        if (options is not null)
        {
            Accounts = new(new AccountFile(options.Users), logger);
            Sessions = new(options, clock);
            SignIn = new(options, Accounts, Sessions, clock);
            OpenId = options.OpenId is { } provider ? new(provider, Accounts, Sessions, SignIn, clock, logger) : null;
            Audit = new(options, logger);
            // Five seconds' worth at once: what a page asks when it opens.
            _requests = new(5.0 * options.RequestsPerSecond, options.RequestsPerSecond, clock);
            if (Accounts.Accounts.Users.Count == 0 && options.ProxyHeader is null && options.OpenId is null) logger.LogNobodyMaySignIn(options.Users);
        }

        _identification = new(options, Accounts, Sessions, clock);
    }

    /// <summary>Who may sign in; <see langword="null"/> where nobody is asked who they are, as all of these.</summary>
    public AccountStore? Accounts { get; }

    public SessionStore? Sessions { get; }

    public SignIn? SignIn { get; }

    /// <summary>Signing in at an OpenID provider; <see langword="null"/> where there is none.</summary>
    public OpenIdSignIn? OpenId { get; }

    public AuditLog? Audit { get; }

    /// <summary>Whether people are asked who they are.</summary>
    public bool AsksWho => _identification.AsksWho;

    /// <summary>Who asks.</summary>
    /// <exception cref="AccessException">What they show is not believed.</exception>
    public Caller WhoIs(HttpContext context) => _identification.WhoIs(context);

    /// <summary>Lets a caller at an endpoint, or not.</summary>
    /// <exception cref="AccessException">They may not, or ask too often.</exception>
    public void Check(HttpRequest request, Caller caller, ApiEndpoint endpoint)
    {
        CrossSite.Check(request, caller);
        _requests?.Take(caller.Key, "too many requests: wait a little");
        if (caller.Role >= endpoint.Role) return;
        throw caller.Role == Role.None && caller.Name.Length == 0
            ? new AccessException(StatusCodes.Status401Unauthorized, "sign in, or show a token")
            : new AccessException(StatusCodes.Status403Forbidden, $"this needs the role {RoleName.Of(endpoint.Role)}{(caller.Role == Role.None ? "" : "; yours is " + RoleName.Of(caller.Role))}");
    }

    /// <summary>Whether a caller whose answer goes on is still who they were, and may what they might.</summary>
    public bool IsStill(ApiCall call)
    {
        try
        {
            return WhoIs(call.Context) == call.Caller;
        }
        catch (AccessException)
        {
            return false;
        }
    }

    /// <summary>A caller's place for a question to the archive, until it is given back.</summary>
    /// <exception cref="AccessException">They have asked too many that are not answered yet: 429.</exception>
    public IDisposable Ask(Caller caller)
    {
        if (_options is null) return new Place(this, null);
        int most = _options.MaxQuestions;
        int asking = _asking.AddOrUpdate(caller.Key, 1, static (_, before) => before + 1);
        var place = new Place(this, caller.Key);
        if (asking <= most) return place;
        place.Dispose();
        throw new AccessException(StatusCodes.Status429TooManyRequests, string.Create(CultureInfo.InvariantCulture, $"{most} of your questions are not answered yet")) { RetryAfterSeconds = 1 };
    }

    public void Dispose()
    {
        OpenId?.Dispose();
        SignIn?.Dispose();
        Audit?.Dispose();
    }

    private void GiveBack(string key)
    {
        if (_asking.AddOrUpdate(key, 0, static (_, before) => before - 1) == 0) _asking.TryRemove(KeyValuePair.Create(key, 0));
    }

    private sealed class Place(AccessControl control, string? key) : IDisposable
    {
        public void Dispose()
        {
            if (key is not null) control.GiveBack(key);
        }
    }
}
