using Weir.App.Api.Access;
using Weir.App.Api.Access.Accounts;
using Weir.App.Api.Hosting;
using Weir.App.Commands;
using Weir.App.Configuration.Schema;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/users</c>: who may sign in, as <c>weir user</c>.</summary>
internal static class UserEndpoints
{
    private const string Name = "name", RoleMember = "role", Password = "password";

    private static readonly ApiParameter[] Members =
    [
        new(Name, "The user's name: letters, digits and . _ - @"),
        new(RoleMember, "What they may do") { Words = RoleName.All },
        new(Password, $"{PasswordHashing.MinLength} characters at least; empty: the user signs in by tokens or a proxy only"),
    ];

    public static IReadOnlyList<ApiEndpoint> Create(EndpointServices services) =>
    [
        new($"{ApiEndpoint.Version}/users", Role.Admin, "Who may sign in, with their roles", [], call => ListAsync(Store(services), call)),
        new($"{ApiEndpoint.Version}/users", Role.Admin, "Adds a user", [], call => AddAsync(Store(services), call)) { Method = "POST", Body = Members },
        new($"{ApiEndpoint.Version}/users", Role.Admin, "Changes a user's role or password; the user's sessions end", [], call => ChangeAsync(Store(services), call)) { Method = "PATCH", Body = Members },
        new($"{ApiEndpoint.Version}/users", Role.Admin, "Removes a user, the user's tokens and sessions", [new(Name, "The user's name")], call => RemoveAsync(Store(services), call)) { Method = "DELETE" },
    ];

    /// <summary>Where users are.</summary>
    /// <exception cref="UsageException">Nobody is asked who they are.</exception>
    public static AccountStore Store(EndpointServices services) => services.Access.Accounts ?? throw new UsageException("the console has no users: it was started without");

    private static Task ListAsync(AccountStore store, ApiCall call) => call.WriteJsonAsync(json =>
    {
        AccountSet set = store.Accounts;
        json.WriteStartArray();
        foreach (UserAccount user in set.Users.Values)
        {
            json.WriteStartObject();
            json.WriteString("name", user.Name);
            json.WriteString("role", RoleName.Of(user.Role));
            json.WriteBoolean("has-password", user.PasswordHash is not null);
            json.WriteNumber("tokens", set.Tokens.Count(token => token.User == user.Name));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static async Task AddAsync(AccountStore store, ApiCall call)
    {
        IReadOnlyDictionary<string, string> said = await call.BodyAsync();
        string name = said.GetValueOrDefault(Name, "");
        if (!SettingType.UserAccount.Accepts(name)) throw new UsageException($"name: want {SettingType.UserAccount.Wanted}");
        var user = new UserAccount(name, RoleName.Parse(said.GetValueOrDefault(RoleMember, ""), RoleMember), HashOf(said));
        call.Change = $"add {name} as {RoleName.Of(user.Role)}";
        await store.ChangeAsync(set => set.WithUser(user));
        await call.WriteNothingAsync();
    }

    private static async Task ChangeAsync(AccountStore store, ApiCall call)
    {
        IReadOnlyDictionary<string, string> said = await call.BodyAsync();
        string name = said.GetValueOrDefault(Name, "");
        Role? role = said.TryGetValue(RoleMember, out string? word) ? RoleName.Parse(word, RoleMember) : null;
        string? hash = HashOf(said);
        call.Change = $"change {store.Accounts.Get(name).Name}:{(role is { } given ? " role " + RoleName.Of(given) : "")}{(said.ContainsKey(Password) ? " password" : "")}";
        await store.ChangeAsync(set =>
        {
            UserAccount user = set.Get(name);
            if (role is not null and not Role.Admin) KeepAdmin(set, user);
            return set.WithChanged(user with { Role = role ?? user.Role, PasswordHash = said.ContainsKey(Password) ? hash : user.PasswordHash });
        });
        await call.WriteNothingAsync();
    }

    private static async Task RemoveAsync(AccountStore store, ApiCall call)
    {
        string name = call.Text(Name) ?? throw new UsageException("name: say whom");
        call.Change = $"remove {store.Accounts.Get(name).Name}";
        await store.ChangeAsync(set =>
        {
            KeepAdmin(set, set.Get(name));
            return set.WithoutUser(name);
        });
        await call.WriteNothingAsync();
    }

    private static void KeepAdmin(AccountSet set, UserAccount user)
    {
        if (user.Role == Role.Admin && !set.HasAdminBeside(user.Name)) throw new UsageException($"{user.Name} is the only admin: nobody could give roles any more");
    }

    private static string? HashOf(IReadOnlyDictionary<string, string> said) => said.GetValueOrDefault(Password) is { Length: > 0 } password ? PasswordHashing.Hash(password) : null;
}
