using Microsoft.AspNetCore.Http;
using Weir.App.Api.Access;
using Weir.App.Api.Access.Accounts;
using Weir.App.Api.Access.Requests;
using Weir.App.Api.Hosting;
using Weir.App.Commands;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/me</c>, <c>/session</c> and <c>/password</c>: who one is, signing in and out, another password.</summary>
internal static class SessionEndpoints
{
    private const string User = "user", Password = "password", Old = "old", New = "new";

    public static IReadOnlyList<ApiEndpoint> Create(EndpointServices services) =>
    [
        new($"{ApiEndpoint.Version}/me", Role.None, "Who asks, with what role, known by what; and whether one can sign in at all", [], call => WriteAsync(services, call, call.Caller)) { IsAudited = false },
        new($"{ApiEndpoint.Version}/session", Role.None, "Signs in: answers with a cookie, and who one is now", [], call => SignInAsync(services, call))
        {
            Method = "POST",
            Body = [new(User, "The user's name"), new(Password, "The password")],
        },
        new($"{ApiEndpoint.Version}/session", Role.None, "Signs out; where an OpenID provider signed one in and wants to be told, answers with sign-out-at: the address to go to", [], call => SignOutAsync(services, call)) { Method = "DELETE" },
        new($"{ApiEndpoint.Version}/password", Role.Viewer, "Changes one's own password; every session of the user ends", [], call => ChangePasswordAsync(services, call))
        {
            Method = "POST",
            Body = [new(Old, "The password as it is"), new(New, $"Another, of {PasswordHashing.MinLength} characters at least")],
        },
    ];

    private static async Task SignInAsync(EndpointServices services, ApiCall call)
    {
        SignIn signIn = services.Access.SignIn ?? throw new UsageException("nobody has to sign in here");
        IReadOnlyDictionary<string, string> said = await call.BodyAsync();
        string name = said.GetValueOrDefault(User, "");
        call.Change = $"sign in {(name.Length > 64 ? name[..64] : name)}";
        (UserAccount user, string session) = await signIn.BeginAsync(name, said.GetValueOrDefault(Password, ""), call.Caller.Address, call.Aborted);
        // The session that was, whoever gave it to the browser, is none any more.
        if (SessionCookie.Of(call.Context.Request) is { } before) services.Access.Sessions!.End(before);
        SessionCookie.Set(call.Context, session);
        await WriteAsync(services, call, call.Caller with { Name = user.Name, Role = user.Role, Means = CallerMeans.Session });
    }

    private static async Task SignOutAsync(EndpointServices services, ApiCall call)
    {
        call.Change = "sign out";
        string? hint = SessionCookie.Of(call.Context.Request) is { } session ? services.Access.Sessions?.End(session) : null;
        SessionCookie.Remove(call.Context);
        string? elsewhere = hint is not null && services.Access.OpenId is { } provider ? await provider.EndAsync(call.Context, hint) : null;
        if (elsewhere is null)
        {
            await call.WriteNothingAsync();
            return;
        }

        await call.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("sign-out-at", elsewhere);
            json.WriteEndObject();
        });
    }

    private static async Task ChangePasswordAsync(EndpointServices services, ApiCall call)
    {
        AccessControl access = services.Access;
        IReadOnlyDictionary<string, string> said = await call.BodyAsync();
        // Whoever got hold of a token or an open page does not get the account.
        if (call.Caller.Means != CallerMeans.Session) throw new AccessException(StatusCodes.Status403Forbidden, "a password is changed by who signed in with it");
        UserAccount user = await ConfirmedAsync(access.SignIn!, call, said.GetValueOrDefault(Old, ""));
        string hash = PasswordHashing.Hash(said.GetValueOrDefault(New, ""));
        call.Change = $"password of {user.Name}";
        await access.Accounts!.ChangeAsync(set => set.WithChanged(set.Get(user.Name) with { PasswordHash = hash }));
        SessionCookie.Set(call.Context, access.Sessions!.Begin(access.Accounts.Accounts.Get(user.Name)));
        await call.WriteNothingAsync();
    }

    // They are signed in all the same, which 401 would deny.
    private static async Task<UserAccount> ConfirmedAsync(SignIn signIn, ApiCall call, string password)
    {
        try
        {
            return await signIn.IsRightAsync(call.Caller.Name, password, call.Caller.Address, call.Aborted);
        }
        catch (AccessException wrong) when (wrong.Status == StatusCodes.Status401Unauthorized)
        {
            throw new AccessException(StatusCodes.Status403Forbidden, "the password is wrong");
        }
    }

    private static Task WriteAsync(EndpointServices services, ApiCall call, Caller caller) => call.WriteJsonAsync(json =>
    {
        json.WriteStartObject();
        json.WriteString("user", caller.Name);
        json.WriteString("role", RoleName.Of(caller.Role));
        json.WriteString("by", caller.Means.ToString().ToLowerInvariant());
        json.WriteBoolean("asks-who", services.Access.AsksWho);
        if (services.Access.OpenId is { } provider) json.WriteString("sign-on", provider.Name);
        json.WriteEndObject();
    });
}
