using System.Globalization;
using Weir.App.Api.Access;
using Weir.App.Api.Access.Accounts;
using Weir.App.Api.Hosting;
using Weir.App.Commands;
using Weir.App.Configuration.Schema;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/tokens</c>: what programs show instead of passwords, as <c>weir token</c>. Each has one's own; an admin has everybody's.</summary>
internal static class TokenEndpoints
{
    private const string Name = "name", User = "user", RoleMember = "role", Days = "days";

    /// <summary>Ten years: who wants one for longer says none.</summary>
    private const int MaxDays = 3650;

    public static IReadOnlyList<ApiEndpoint> Create(EndpointServices services) =>
    [
        new($"{ApiEndpoint.Version}/tokens", Role.Viewer, "One's tokens, and for an admin everybody's: names, roles, times; never the token itself", [], call => ListAsync(UserEndpoints.Store(services), call)),
        new($"{ApiEndpoint.Version}/tokens", Role.Viewer, "Makes a token, and answers with it: it is shown once", [], call => AddAsync(services, UserEndpoints.Store(services), call))
        {
            Method = "POST",
            Body =
            [
                new(Name, "What it is for: letters, digits and . _ - @"),
                new(User, "Whose; by itself one's own"),
                new(RoleMember, "The most it may do; by itself what its user may") { Words = RoleName.All },
                new(Days, $"Days after which it ends, up to {MaxDays}; by itself never"),
            ],
        },
        new($"{ApiEndpoint.Version}/tokens", Role.Viewer, "Ends a token", [new(Name, "Its name"), new(User, "Whose; by itself one's own")], call => RemoveAsync(UserEndpoints.Store(services), call)) { Method = "DELETE" },
    ];

    private static Task ListAsync(AccountStore store, ApiCall call) => call.WriteJsonAsync(json =>
    {
        json.WriteStartArray();
        foreach (ApiToken token in store.Accounts.Tokens.Where(token => token.User == call.Caller.Name || call.Caller.Role == Role.Admin))
        {
            json.WriteStartObject();
            json.WriteString("user", token.User);
            json.WriteString("name", token.Name);
            json.WriteString("role", RoleName.Of(token.Role));
            json.WriteString("created", token.Created);
            if (token.Expires is { } end) json.WriteString("expires", end);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static async Task AddAsync(EndpointServices services, AccountStore store, ApiCall call)
    {
        IReadOnlyDictionary<string, string> said = await call.BodyAsync();
        string name = said.GetValueOrDefault(Name, "");
        if (!SettingType.UserAccount.Accepts(name)) throw new UsageException($"name: want {SettingType.UserAccount.Wanted}");
        string user = Whose(call, said.GetValueOrDefault(User));
        // What a token makes is never more than itself.
        Role most = store.Accounts.Get(user).Role is var own && call.Caller.Name == user && call.Caller.Role < own ? call.Caller.Role : own;
        Role role = said.GetValueOrDefault(RoleMember) is { Length: > 0 } word ? RoleName.Parse(word, RoleMember) : most;
        if (role > most) throw new UsageException($"role {RoleName.Of(role)}: {RoleName.Of(most)} is the most");
        DateTimeOffset now = services.Clock.GetUtcNow();
        DateTimeOffset? end = said.GetValueOrDefault(Days) is { Length: > 0 } days ? now.AddDays(Number(days)) : null;
        call.Change = $"token {name} of {user} as {RoleName.Of(role)}";
        string token = "";
        await store.ChangeAsync(set =>
        {
            (AccountSet changed, token) = set.WithToken(user, name, role, now, end);
            return changed;
        });
        await call.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("token", token);
            json.WriteEndObject();
        });
    }

    private static async Task RemoveAsync(AccountStore store, ApiCall call)
    {
        string name = call.Text(Name) ?? throw new UsageException("name: say which");
        string user = Whose(call, call.Text(User));
        call.Change = $"end token {name} of {user}";
        await store.ChangeAsync(set => set.WithoutToken(user, name));
        await call.WriteNothingAsync();
    }

    private static string Whose(ApiCall call, string? user)
    {
        if (user is not { Length: > 0 }) user = call.Caller.Name;
        return user == call.Caller.Name || call.Caller.Role == Role.Admin ? user : throw new AccessException(Microsoft.AspNetCore.Http.StatusCodes.Status403Forbidden, "others' tokens are an admin's");
    }

    private static int Number(string days) =>
        int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= MaxDays ? number : throw new UsageException($"days '{days}': want 1 to {MaxDays}");
}
