using Weir.App.Api.Access;
using Weir.App.Api.Access.OpenId;
using Weir.App.Api.Hosting;
using Weir.App.Tests.Configuration;

namespace Weir.App.Tests.Api;

public sealed class ConsoleSectionTests
{
    [Fact]
    public void A_console_has_an_address_and_limits()
    {
        var console = Read.Options("console { listen \"[::1]:8080\"; max-questions 4; question-timeout 5; question-memory 256; }").Console!;

        Assert.Equal("http://[::1]:8080/", console.Address.ToString());
        Assert.Equal((4, TimeSpan.FromSeconds(5), 64, 256L << 20), (console.MaxQuestions, console.QuestionTimeout, console.MaxWatchers, console.MemoryOfQuestion));
    }

    [Theory]
    [InlineData("0.0.0.0:8080")]
    [InlineData("*:8080")]
    [InlineData("192.0.2.1:8080")]
    public void An_address_that_others_reach_is_refused(string listen) =>
        Assert.Contains("listens on the loopback only", Assert.Single(Read.Problems($"console {{ listen {listen}; }}")), StringComparison.Ordinal);

    [Fact]
    public void With_users_it_listens_where_it_is_told()
    {
        ConsoleOptions console = Read.Options("console { listen 192.0.2.1:443; certificate /c.pem; key /c.key; auth { users /var/lib/weir/users.json; session-idle 600; proxy-header X-User; proxy-from 127.0.0.1, \"::1\"; proxy-role viewer; audit-size 1; } }").Console!;

        Assert.Equal(("https://192.0.2.1/", "/var/lib/weir/audit.ndjson"), (console.Address.ToString(), console.Access!.Audit));
        Assert.Equal((TimeSpan.FromMinutes(10), 2, Role.Viewer, 1L << 20), (console.Access.SessionIdle, console.Access.ProxyFrom.Count, console.Access.ProxyRole, console.Access.AuditOctets));
        Assert.Equal(console, console with { Access = console.Access with { ProxyFrom = [.. console.Access.ProxyFrom] } });
        Assert.NotEqual(console, console with { Access = console.Access with { MaxSignIns = 3 } });
    }

    [Fact]
    public void An_openid_provider_has_what_a_standard_one_needs_by_itself()
    {
        const string Least = "issuer https://id.example.net/realms/net; client-id weir; client-secret-file /s; default-role viewer;";
        OpenIdOptions provider = Provider(Least);
        OpenIdOptions more = Provider(Least + " scope profile, groups; role-claim groups; admin \"/net ops\"; analyst noc, soc; client-auth post; external-url https://weir.example.net; name Staff; ca /ca.pem; sign-out-there false; timeout 5; clock-skew 0;");

        Assert.Equal(("https://id.example.net/realms/net", "id.example.net", "profile", "preferred_username", false, true), (provider.Issuer, provider.Name, provider.Scope, provider.UserClaim, provider.IsSecretInBody, provider.IsSignedOutThere));
        Assert.Equal(new OpenIdOptions("", "", "", provider.Roles), provider with { Issuer = "", ClientId = "", ClientSecretFile = "" });
        Assert.Equal(("profile groups", "Staff", true, false, TimeSpan.Zero), (more.Scope, more.Name, more.IsSecretInBody, more.IsSignedOutThere, more.ClockSkew));
        Assert.Equal(new ClaimedRoles("groups", Role.Viewer, [("noc", Role.Analyst), ("soc", Role.Analyst), ("/net ops", Role.Admin)]), more.Roles);
        Assert.Equal(provider, Provider(Least));
        Assert.NotEqual(provider, more);
    }

    [Theory]
    [InlineData("", "has no issuer", "has no client-id", "has no client-secret-file", "gives nobody a role")]
    [InlineData("issuer http://id.example.net; client-id weir; client-secret-file /s; default-role viewer;", "http only on this machine")]
    [InlineData("issuer \"https://id.example.net/?tenant=1\"; client-id weir; client-secret-file /s; default-role viewer;", "want an address such as")]
    [InlineData("issuer https://i; client-id weir; client-secret-file /s; default-role viewer; external-url https://weir.example.net/flows;", "without a path")]
    [InlineData("issuer https://i; client-id weir; client-secret-file /s; analyst noc;", "'analyst' has values of no claim")]
    [InlineData("issuer https://i; client-id weir; client-secret-file /s; role-claim groups;", "'role-claim' gives nobody a role")]
    [InlineData("issuer https://i; client-id weir; client-secret-file /s; default-role root;", "want one of viewer, analyst, admin")]
    [InlineData("issuer https://i; client-id weir; client-secret-file /s; default-role viewer; client-auth jwt;", "want one of basic, post")]
    public void What_a_provider_lacks_is_said(string settings, params string[] expected)
    {
        string[] problems = Read.Problems($"console {{ listen 127.0.0.1:8080; auth {{ users /u; openid {{ {settings} }} }} }}");

        Assert.All(expected, one => Assert.Contains(problems, problem => problem.Contains(one, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, problems.Length);
    }

    [Theory]
    [InlineData("key /k.pem;", "'key' is of a certificate")]
    [InlineData("auth { users /u; proxy-header X-User; }", "'proxy-header' is believed of nobody")]
    [InlineData("auth { users /u; role-header X-Role; }", "'role-header' says the role of nobody")]
    [InlineData("auth { users /u; proxy-header X-User; proxy-from 127.0.0.1; role-header X-Role; proxy-role viewer; }", "'proxy-role' is for where")]
    [InlineData("auth { }", "has no users")]
    [InlineData("auth { users /u; proxy-header X-User; proxy-from 127.0.0.1; proxy-role root; }", "want one of viewer, analyst, admin")]
    public void What_does_not_fit_together_is_said(string settings, string expected) =>
        Assert.Contains(expected, Assert.Single(Read.Problems($"console {{ listen 127.0.0.1:8080; {settings} }}")), StringComparison.Ordinal);

    private static OpenIdOptions Provider(string settings) => Read.Options($"console {{ listen 127.0.0.1:8080; auth {{ users /u; openid {{ {settings} }} }} }}").Console!.Access!.OpenId!;
}
