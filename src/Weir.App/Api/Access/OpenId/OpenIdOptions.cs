using System.Net;

namespace Weir.App.Api.Access.OpenId;

/// <summary>The section <c>openid</c> of <c>auth</c>: the OpenID provider at which people may sign in, and what its claims are worth here.</summary>
/// <param name="Issuer">The provider, exactly as it names itself (OpenID Connect Discovery 1.0 section 4.3).</param>
/// <param name="ClientId">What the provider calls this console.</param>
/// <param name="ClientSecretFile">File of the secret that the provider knows it by; read whenever it is needed.</param>
/// <param name="Roles">Who has which role.</param>
internal sealed record OpenIdOptions(string Issuer, string ClientId, string ClientSecretFile, ClaimedRoles Roles)
{
    /// <summary>What a standard provider tells of a person's name (OpenID Connect Core 1.0 section 5.4).</summary>
    public const string UsualScope = "profile";

    /// <summary>The claim that names people at most providers (section 5.1).</summary>
    public const string UsualUserClaim = "preferred_username";

    /// <summary>What people call the provider; <see langword="null"/>: its host.</summary>
    public string? DisplayName { get; init; }

    /// <inheritdoc cref="DisplayName"/>
    public string Name => DisplayName ?? new Uri(Issuer).Host;

    /// <summary>Whether the secret goes in the body instead of the header <c>Authorization</c>, which every provider takes (RFC 6749 section 2.3.1).</summary>
    public bool IsSecretInBody { get; init; }

    /// <summary>What is asked for beside <c>openid</c>, parted by spaces.</summary>
    public string Scope { get; init; } = UsualScope;

    /// <summary>The claim that is a user's name here.</summary>
    public string UserClaim { get; init; } = UsualUserClaim;

    /// <summary>The console as browsers address it, where a proxy stands between; <see langword="null"/>: as the request says.</summary>
    public Uri? ExternalUrl { get; init; }

    /// <summary>Authorities that the provider's certificate is of, PEM; <see langword="null"/>: those of the system.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>Whether signing out here signs out there, too, where the provider can be told so.</summary>
    public bool IsSignedOutThere { get; init; } = true;

    /// <summary>How long the provider may take to answer: who signs in waits for it twice or three times.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How far apart the clocks of provider and console may be. RFC 7519 section 4.1.4: usually no more than a few minutes.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether the provider is on this machine, where nobody listens in between.</summary>
    public bool IsLoopback => IsOnLoopback(new Uri(Issuer));

    /// <summary>Whether an address is of this machine alone.</summary>
    public static bool IsOnLoopback(Uri address) => address.Host == "localhost" || IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? at) && IPAddress.IsLoopback(at);
}
