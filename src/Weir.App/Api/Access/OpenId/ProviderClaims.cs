using System.Text.Json;

namespace Weir.App.Api.Access.OpenId;

/// <summary>What a provider claims of somebody: the claims of the ID token, and those of the UserInfo endpoint that the token does not have.</summary>
/// <param name="token">The claims of an ID token that was checked.</param>
internal sealed class ProviderClaims(JsonElement token)
{
    /// <summary>What the UserInfo endpoint says; of the same person, which its caller has checked.</summary>
    public JsonElement? UserInfo { get; set; }

    /// <summary>The texts of a claim: one, those of a list, or none.</summary>
    /// <param name="name">Its name; where there is none of that name, dots lead into objects, as in <c>realm_access.roles</c>.</param>
    public IReadOnlyList<string> Texts(string name) => Texts(token, name) is { Count: > 0 } found ? found : UserInfo is { } more ? Texts(more, name) : [];

    /// <summary>Whether the provider itself says of an address of mail that it is not proven to be the user's.</summary>
    public bool IsMailUnproven => Array.Exists([token, UserInfo], static of => of is { } claims && claims.TryGetProperty("email_verified", out JsonElement value) && value.ValueKind == JsonValueKind.False);

    private static IReadOnlyList<string> Texts(JsonElement claims, string name)
    {
        JsonElement at = claims;
        if (!At(claims, name, out at))
        {
            at = claims;
            foreach (string part in name.Split('.'))
            {
                if (!At(at, part, out at)) return [];
            }
        }

        return at.ValueKind switch
        {
            JsonValueKind.String => [at.GetString()!],
            JsonValueKind.Array => [.. at.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.String).Select(static one => one.GetString()!)],
            _ => [],
        };
    }

    private static bool At(JsonElement claims, string name, out JsonElement value)
    {
        value = default;
        return claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty(name, out value);
    }
}
