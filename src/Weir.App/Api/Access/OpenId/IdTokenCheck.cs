using System.IdentityModel.Tokens.Jwt;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Weir.App.Api.Access.OpenId;

/// <summary>Whether an ID token is the provider's word to this console for this sign-in (OpenID Connect Core 1.0 section 3.1.3.7); the libraries judge.</summary>
/// <param name="options">Whose token is wanted, and for whom.</param>
/// <param name="connection">Has the provider's keys.</param>
internal sealed class IdTokenCheck(OpenIdOptions options, ProviderConnection connection)
{
    /// <summary>Octets of a token: a person in a thousand groups.</summary>
    private const int MaxToken = 64 << 10;

    // Signed by the provider's private key: what is signed by nothing or by a secret that others know proves nothing.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxToken };

    /// <summary>Time that somebody has to sign in at the provider: fifteen minutes, as the framework gives them.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(15);

    // The times of a token are the handler's matter.
    private readonly OpenIdConnectProtocolValidator _protocol = new() { RequireState = false, RequireStateValidation = false, NonceLifetime = Patience };

    /// <summary>What a sign-in is known by in its token.</summary>
    public string NewNonce() => _protocol.GenerateNonce();

    /// <summary>The claims of a token.</summary>
    /// <param name="idToken">The token.</param>
    /// <param name="accessToken">What came with it, and is proven by its <c>at_hash</c> where it has one.</param>
    /// <param name="nonce">What the sign-in was begun with.</param>
    /// <exception cref="OpenIdException">It proves nothing.</exception>
    public async Task<ProviderClaims> ClaimsAsync(string idToken, string accessToken, string nonce)
    {
        var wanted = new TokenValidationParameters
        {
            ConfigurationManager = connection.Manager,
            ValidIssuer = options.Issuer,
            ValidAudience = options.ClientId,
            ValidAlgorithms = Algorithms,
            ClockSkew = options.ClockSkew,
        };
        TokenValidationResult result = await _handler.ValidateTokenAsync(idToken, wanted);
        if (!result.IsValid) throw Invalid(result.Exception);
        var token = (JsonWebToken)result.SecurityToken;
        JwtSecurityToken same = JwtSecurityTokenConverter.Convert(token);
        Protocol(_protocol.ValidateTokenResponse, new() { ClientId = options.ClientId, Nonce = nonce, ValidatedIdToken = same, ProtocolMessage = new() { IdToken = idToken, AccessToken = accessToken } });
        var claims = new ProviderClaims(Parsed(Base64UrlEncoder.Decode(token.EncodedPayload)));
        if (!IsWhole(claims)) claims.UserInfo = await UserInfoAsync(accessToken, same);
        return claims;
    }

    // Many providers tell names and groups only there.
    private bool IsWhole(ProviderClaims claims) => claims.Texts(options.UserClaim).Count > 0 && (options.Roles.Claim is not { } role || claims.Texts(role).Count > 0);

    private async Task<JsonElement?> UserInfoAsync(string accessToken, JwtSecurityToken idToken)
    {
        OpenIdConnectConfiguration metadata = await connection.MetadataAsync(CancellationToken.None);
        if (string.IsNullOrEmpty(metadata.UserInfoEndpoint)) return null;
        using var request = new HttpRequestMessage(HttpMethod.Get, metadata.UserInfoEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        request.Headers.Accept.Add(new("application/json"));
        using HttpResponseMessage response = await connection.Client.SendAsync(request);
        if (!response.IsSuccessStatusCode) throw new OpenIdException(OpenIdFailure.Invalid, $"{metadata.UserInfoEndpoint} answers {(int)response.StatusCode}");
        if (response.Content.Headers.ContentType?.MediaType != "application/json") throw new OpenIdException(OpenIdFailure.Invalid, $"{metadata.UserInfoEndpoint} answers with {response.Content.Headers.ContentType?.MediaType}: want application/json");
        string body = await response.Content.ReadAsStringAsync();
        Protocol(_protocol.ValidateUserInfoResponse, new() { UserInfoEndpointResponse = body, ValidatedIdToken = idToken });
        return Parsed(body);
    }

    private static void Protocol(Action<OpenIdConnectProtocolValidationContext> check, OpenIdConnectProtocolValidationContext context)
    {
        try
        {
            check(context);
        }
        catch (OpenIdConnectProtocolException wrong)
        {
            throw Invalid(wrong);
        }
    }

    private static JsonElement Parsed(string json)
    {
        try
        {
            return JsonElement.Parse(json);
        }
        catch (JsonException wrong)
        {
            throw Invalid(wrong);
        }
    }

    private static OpenIdException Invalid(Exception why) => new(OpenIdFailure.Invalid, why.Message.Split('\n')[0]);
}
