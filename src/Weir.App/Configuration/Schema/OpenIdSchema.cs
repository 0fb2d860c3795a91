using System.Globalization;
using Weir.App.Api.Access;
using Weir.App.Api.Access.OpenId;
using static Weir.App.Configuration.Schema.SettingType;

namespace Weir.App.Configuration.Schema;

/// <summary>The settings of the section <c>openid</c>.</summary>
internal static class OpenIdSchema
{
    /// <summary>How the secret is shown: in the header, or in the body.</summary>
    public const string InHeader = "basic", InBody = "post";

    private static readonly OpenIdOptions Defaults = new("", "", "", new(null, Role.None, []));

    public static SectionSchema Section { get; } = new(
        "openid",
        [
            new("issuer", Issuer) { IsMandatory = true, Example = "https://id.example.net/realms/net" },
            new("name", Line),
            new("client-id", Line) { IsMandatory = true, Example = "weir" },
            new("client-secret-file", FilePath) { IsMandatory = true, Example = "/etc/weir/openid-secret" },
            new("client-auth", OneOf(InHeader, InBody), InHeader),
            new("scope", Scope) { IsList = true },
            new("user-claim", Line, OpenIdOptions.UsualUserClaim),
            new("role-claim", Line),
            .. RoleName.All.Select(static role => new SettingSchema(role, Line) { IsList = true }),
            new("default-role", OneOf([.. RoleName.All])),
            new("external-url", ExternalUrl),
            new("ca", FilePath),
            new("sign-out-there", Flag, Defaults.IsSignedOutThere ? "true" : "false"),
            new("timeout", Seconds(1, 60), Text(Defaults.Timeout)),
            new("clock-skew", Seconds(0, 600), Text(Defaults.ClockSkew)),
        ],
        []);

    private static string Text(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);
}
