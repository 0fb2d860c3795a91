using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Weir.App.Api.Access.OpenId;

/// <summary>
/// One step of one sign-in by the framework's code flow (RFC 6749 section 4.1), which sees to the state, the cookie that ties it to the browser, and PKCE (RFC 7636).
/// What OpenID Connect adds, the ID token, is checked here.
/// </summary>
/// <param name="step">The endpoints of this moment, and how the state is kept.</param>
/// <param name="options">How this console is known to the provider.</param>
/// <param name="connection">The way there.</param>
/// <param name="check">Judges the ID token.</param>
internal sealed class OpenIdHandler(OAuthOptions step, OpenIdOptions options, ProviderConnection connection, IdTokenCheck check)
    : OAuthHandler<OAuthOptions>(new Only(step), NullLoggerFactory.Instance, UrlEncoder.Default)
{
    /// <summary>Where the nonce is kept on the way there and back, sealed with the rest of the state.</summary>
    public const string Nonce = "nonce";

    private const int MaxErrorCode = 64;

    private bool _isAnswered;

    /// <summary>What the provider claims of who has come back.</summary>
    public ProviderClaims? Claims { get; private set; }

    /// <summary>The token that says so.</summary>
    public string IdToken { get; private set; } = "";

    /// <summary>Takes what the browser brings back from the provider.</summary>
    /// <returns>What the sign-in was begun with.</returns>
    /// <exception cref="OpenIdException">It is not what was begun, or the provider has not let them in, or what it says proves nothing.</exception>
    public async Task<AuthenticationProperties> FinishAsync()
    {
        HandleRequestResult result = await HandleRemoteAuthenticateAsync();
        if (result.Succeeded && Claims is not null) return result.Properties!;
        if (result.Failure is OpenIdException known) throw known;
        if (_isAnswered) throw new OpenIdException(OpenIdFailure.Invalid, result.Failure?.Message ?? "the provider's answer cannot be used");
        string error = ErrorCode(Request.Query["error"].ToString());
        throw error.Length == 0
            ? new OpenIdException(OpenIdFailure.Stale, result.Failure?.Message ?? "nothing was begun")
            : new OpenIdException(error == "access_denied" ? OpenIdFailure.Denied : OpenIdFailure.Invalid, $"the provider says {error}");
    }

    /// <inheritdoc/>
    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        _isAnswered = true;
        var form = new Dictionary<string, string> { ["grant_type"] = "authorization_code", ["code"] = context.Code, ["redirect_uri"] = context.RedirectUri };
        if (context.Properties.Items.Remove(OAuthConstants.CodeVerifierKey, out string? verifier)) form[OAuthConstants.CodeVerifierKey] = verifier!;
        using var request = new HttpRequestMessage(HttpMethod.Post, Options.TokenEndpoint);
        request.Headers.Accept.Add(new("application/json"));
        string secret = connection.Secret();
        if (options.IsSecretInBody) (form["client_id"], form["client_secret"]) = (options.ClientId, secret);
        else request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Uri.EscapeDataString(options.ClientId)}:{Uri.EscapeDataString(secret)}")));
        request.Content = new FormUrlEncodedContent(form);
        using HttpResponseMessage response = await connection.Client.SendAsync(request, Context.RequestAborted);
        string body = await response.Content.ReadAsStringAsync(Context.RequestAborted);
        try
        {
            var answer = JsonDocument.Parse(body);
            if (response.IsSuccessStatusCode && answer.RootElement.ValueKind == JsonValueKind.Object) return OAuthTokenResponse.Success(answer);
            using (answer) return Failed((int)response.StatusCode, answer.RootElement);
        }
        catch (JsonException)
        {
            return Failed((int)response.StatusCode, default);
        }
    }

    /// <inheritdoc/>
    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        if (!tokens.Response!.RootElement.TryGetProperty("id_token", out JsonElement token) || token.ValueKind != JsonValueKind.String) throw new OpenIdException(OpenIdFailure.Invalid, "the provider gives no id_token");
        // RFC 9207: an answer that names another issuer is another's.
        if (Request.Query["iss"].ToString() is { Length: > 0 } issuer && issuer != options.Issuer) throw new OpenIdException(OpenIdFailure.Invalid, "the answer is of another issuer");
        IdToken = token.GetString()!;
        Claims = await check.ClaimsAsync(IdToken, tokens.AccessToken!, properties.Items.TryGetValue(Nonce, out string? nonce) ? nonce ?? "" : "");
        return new(new ClaimsPrincipal(identity), properties, Scheme.Name);
    }

    private OAuthTokenResponse Failed(int status, JsonElement answer)
    {
        string error = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("error", out JsonElement code) && code.ValueKind == JsonValueKind.String ? ErrorCode(code.GetString()!) : "nothing that can be read";
        return OAuthTokenResponse.Failed(new OpenIdException(OpenIdFailure.Invalid, $"{Options.TokenEndpoint} answers {status}: {error}"));
    }

    // A code of RFC 6749 section 4.1.2.1 is a word; what else is said there anybody may have written.
    private static string ErrorCode(string said) => said.Length == 0 ? "" : said.Length <= MaxErrorCode && said.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? said : "an error";

    // The options of one step, whatever they are asked for by.
    private sealed class Only(OAuthOptions options) : IOptionsMonitor<OAuthOptions>
    {
        public OAuthOptions CurrentValue => options;

        public OAuthOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<OAuthOptions, string?> listener) => null;
    }
}
