using Weir.App.Api.Access;
using Weir.App.Api.Access.OpenId;
using Weir.App.Configuration.Schema;

namespace Weir.App.Configuration.Options;

/// <summary>The section <c>openid</c> of <c>auth</c>.</summary>
internal static class OpenIdSection
{
    public static OpenIdOptions Read(SectionReader section) => new(section.Text("issuer"), section.Text("client-id"), section.Text("client-secret-file"), Roles(section))
    {
        DisplayName = section.OptionalText("name"),
        IsSecretInBody = section.Text("client-auth") == OpenIdSchema.InBody,
        Scope = section.Values("scope") is { Count: > 0 } scopes ? string.Join(' ', scopes) : OpenIdOptions.UsualScope,
        UserClaim = section.Text("user-claim"),
        ExternalUrl = section.OptionalText("external-url") is { } external ? new Uri(external) : null,
        CertificateAuthorityFile = section.OptionalText("ca"),
        IsSignedOutThere = section.Flag("sign-out-there"),
        Timeout = section.Seconds("timeout"),
        ClockSkew = section.Seconds("clock-skew"),
    };

    private static ClaimedRoles Roles(SectionReader section) => new(
        section.OptionalText("role-claim"),
        section.OptionalText("default-role") is { } usual ? RoleName.Parse(usual, "default-role") : Role.None,
        [.. RoleName.All.SelectMany(role => section.Values(role).Select(value => (value, RoleName.Parse(role, "role"))))]);
}
