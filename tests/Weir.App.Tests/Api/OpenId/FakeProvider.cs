using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Weir.App.Tests.Api.OpenId;

/// <summary>An OpenID provider on the loopback that says what a test wants, true or not. Its tokens are made by Microsoft.IdentityModel.JsonWebTokens.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    internal const string ClientId = "weir test", Secret = "s3cret/+:&=";

    private readonly ConcurrentDictionary<string, (string Nonce, string Challenge)> _codes = new(StringComparer.Ordinal);
    private readonly WebApplication _application;

    private FakeProvider(WebApplication application, string issuer) => (_application, Issuer) = (application, issuer);

    internal string Issuer { get; }

    /// <summary>The key that the provider says is its own.</summary>
    internal ECDsaSecurityKey Key { get; set; } = NewKey();

    /// <summary>What the next ID token claims, beside what a right one has to.</summary>
    internal Dictionary<string, object> Claims { get; set; } = new() { ["preferred_username"] = "zoe", ["groups"] = (string[])["staff", "noc"] };

    /// <summary>Makes the token of its claims.</summary>
    internal Func<Dictionary<string, object>, string> Sign { get; set; } = static _ => "";

    /// <summary>What the UserInfo endpoint says; <see langword="null"/>: there is none.</summary>
    internal Dictionary<string, object>? UserInfo { get; set; }

    /// <summary>Changes what the provider says of itself.</summary>
    internal Action<Dictionary<string, object>> Metadata { get; set; } = static _ => { };

    /// <summary>Forms that the token endpoint was sent, with the header <c>Authorization</c> under its name.</summary>
    internal ConcurrentQueue<Dictionary<string, string>> Exchanges { get; } = [];

    internal static async Task<FakeProvider> StartAsync(int port = 0, (string Certificate, string Key)? https = null)
    {
        if (port == 0) port = ConsoleFixture.FreePort();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        using X509Certificate2? pem = https is { } files ? X509Certificate2.CreateFromPemFile(files.Certificate, files.Key) : null;
        X509Certificate2? certificate = pem is null ? null : X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        builder.Services.AddSingleton<IHostLifetime, Lifetime>();
        WebApplication application = builder.Build();
        var provider = new FakeProvider(application, $"{(https is null ? "http" : "https")}://127.0.0.1:{port}");
        provider.Sign = claims => Signed(claims, new(provider.Key, SecurityAlgorithms.EcdsaSha256));
        application.Run(provider.AnswerAsync);
        await application.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    internal static ECDsaSecurityKey NewKey() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = Guid.NewGuid().ToString("N") };

    /// <summary>A token of claims, as they are and no others.</summary>
    internal static string Signed(Dictionary<string, object> claims, SigningCredentials credentials) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(JsonSerializer.Serialize(claims), credentials);

    /// <summary>What somebody does at the provider: signs in, and has a code to bring back.</summary>
    internal string Code(Dictionary<string, string> asked)
    {
        string code = Guid.NewGuid().ToString("N");
        _codes[code] = (asked["nonce"], asked["code_challenge"]);
        return code;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/.well-known/openid-configuration":
                var metadata = new Dictionary<string, object>
                {
                    ["issuer"] = Issuer,
                    ["authorization_endpoint"] = $"{Issuer}/authorize",
                    ["token_endpoint"] = $"{Issuer}/token",
                    ["jwks_uri"] = $"{Issuer}/keys",
                    ["end_session_endpoint"] = $"{Issuer}/end",
                };
                if (UserInfo is not null) metadata["userinfo_endpoint"] = $"{Issuer}/userinfo";
                Metadata(metadata);
                await WriteAsync(context, metadata);
                break;
            case "/keys":
                JsonWebKey key = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(Key);
                await WriteAsync(context, new Dictionary<string, object> { ["keys"] = (object[])[new Dictionary<string, object> { ["kty"] = key.Kty, ["crv"] = key.Crv, ["x"] = key.X, ["y"] = key.Y, ["kid"] = Key.KeyId, ["use"] = "sig" }] });
                break;
            case "/token":
                await ExchangeAsync(context);
                break;
            case "/userinfo" when UserInfo is not null && context.Request.Headers.Authorization == "Bearer opaque":
                await WriteAsync(context, UserInfo);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private async Task ExchangeAsync(HttpContext context)
    {
        IFormCollection form = await context.Request.ReadFormAsync();
        var said = form.ToDictionary(static one => one.Key, static one => one.Value.ToString(), StringComparer.Ordinal);
        said["Authorization"] = context.Request.Headers.Authorization.ToString();
        Exchanges.Enqueue(said);
        // RFC 7636 section 4.6.
        if (!_codes.TryRemove(said["code"], out (string Nonce, string Challenge) begun) || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(said["code_verifier"]))) != begun.Challenge)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await WriteAsync(context, new() { ["error"] = "invalid_grant" });
            return;
        }

        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object> { ["iss"] = Issuer, ["aud"] = ClientId, ["sub"] = "4711", ["iat"] = now, ["exp"] = now + 300, ["nonce"] = begun.Nonce };
        foreach ((string name, object value) in Claims) claims[name] = value;
        await WriteAsync(context, new() { ["access_token"] = "opaque", ["token_type"] = "Bearer", ["id_token"] = Sign(claims) });
    }

    private static Task WriteAsync(HttpContext context, Dictionary<string, object> value)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(value));
    }

    private sealed class Lifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
