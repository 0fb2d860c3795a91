using Weir.App.Api.Access;
using Weir.App.Api.Access.OpenId;

namespace Weir.App.Tests.Api.OpenId;

/// <summary>Consoles at which people sign in by a provider: the group netops are admins, noc analysts, staff viewers.</summary>
internal static class SignOnConsole
{
    internal static async Task<GuardedConsole> StartAsync(FakeProvider provider, string secretFile, Func<OpenIdOptions, OpenIdOptions>? with = null, Func<AccessOptions, AccessOptions>? access = null)
    {
        OpenIdOptions options = new(provider.Issuer, FakeProvider.ClientId, secretFile, new("groups", Role.None, [("netops", Role.Admin), ("noc", Role.Analyst), ("staff", Role.Viewer)]));
        var console = new GuardedConsole();
        await console.StartAsync(one => (access ?? (static same => same))(one with { OpenId = (with ?? (static same => same))(options) }), static one => one);
        return console;
    }
}
