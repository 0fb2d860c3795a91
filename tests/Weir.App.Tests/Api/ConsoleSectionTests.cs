using Weir.App.Api.Access;
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

    [Theory]
    [InlineData("key /k.pem;", "'key' is of a certificate")]
    [InlineData("auth { users /u; proxy-header X-User; }", "'proxy-header' is believed of nobody")]
    [InlineData("auth { users /u; role-header X-Role; }", "'role-header' says the role of nobody")]
    [InlineData("auth { users /u; proxy-header X-User; proxy-from 127.0.0.1; role-header X-Role; proxy-role viewer; }", "'proxy-role' is for where")]
    [InlineData("auth { }", "has no users")]
    [InlineData("auth { users /u; proxy-header X-User; proxy-from 127.0.0.1; proxy-role root; }", "want one of viewer, analyst, admin")]
    public void What_does_not_fit_together_is_said(string settings, string expected) =>
        Assert.Contains(expected, Assert.Single(Read.Problems($"console {{ listen 127.0.0.1:8080; {settings} }}")), StringComparison.Ordinal);
}
