using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Weir.App.Commands;

namespace Weir.App.Api.Access.Accounts;

/// <summary>The users and tokens of one moment. Changes give another set.</summary>
/// <param name="Users">By name.</param>
/// <param name="Tokens">Each of a user that is there.</param>
internal sealed record AccountSet(ImmutableSortedDictionary<string, UserAccount> Users, ImmutableList<ApiToken> Tokens)
{
    /// <summary>More than anybody asks a collector of flows.</summary>
    public const int MaxUsers = 1000, MaxTokens = 10_000;

    public static AccountSet Empty { get; } = new(ImmutableSortedDictionary.Create<string, UserAccount>(StringComparer.Ordinal), []);

    public UserAccount? Find(string user) => Users.GetValueOrDefault(user);

    /// <exception cref="UsageException">There is no such user.</exception>
    public UserAccount Get(string user) => Find(user) ?? throw new UsageException($"there is no user '{user}'{Query.Syntax.Suggestion.For(user, Users.Keys)}");

    /// <summary>The user of a token and the role that it gives; <see langword="null"/> where it is none, or no more.</summary>
    public (UserAccount User, Role Role)? Find(ReadOnlySpan<char> token, DateTimeOffset now)
    {
        string sum = SumOf(token);
        // Of a random value's sum the time of a comparison tells nothing that helps to guess the value.
        if (Tokens.Find(one => one.Sha256 == sum) is not { } found || found.Expires <= now || Find(found.User) is not { } user) return null;
        return (user, found.Role < user.Role ? found.Role : user.Role);
    }

    /// <exception cref="UsageException">There is one of that name, or there are too many.</exception>
    public AccountSet WithUser(UserAccount user)
    {
        if (Users.ContainsKey(user.Name)) throw new UsageException($"there is a user '{user.Name}' already");
        return Users.Count < MaxUsers ? this with { Users = Users.Add(user.Name, user) } : throw new UsageException($"there are {MaxUsers} users already");
    }

    /// <summary>Puts a user that is there in another state.</summary>
    public AccountSet WithChanged(UserAccount user) => this with { Users = Users.SetItem(Get(user.Name).Name, user) };

    /// <summary>Without a user and the user's tokens.</summary>
    public AccountSet WithoutUser(string user) => new(Users.Remove(Get(user).Name), Tokens.RemoveAll(token => token.User == user));

    /// <summary>With a new token, which nobody can read from the set.</summary>
    /// <exception cref="UsageException">The user has one of that name, or there are too many.</exception>
    public (AccountSet Set, string Token) WithToken(string user, string name, Role role, DateTimeOffset now, DateTimeOffset? expires)
    {
        UserAccount owner = Get(user);
        if (Tokens.Exists(token => token.User == user && token.Name == name)) throw new UsageException($"{user} has a token '{name}' already");
        if (Tokens.Count >= MaxTokens) throw new UsageException($"there are {MaxTokens} tokens already");
        if (role > owner.Role) throw new UsageException($"{user} is {RoleName.Of(owner.Role)}: a token cannot be {RoleName.Of(role)}");
        string token = ApiToken.Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        return (this with { Tokens = Tokens.Add(new(user, name, role, SumOf(token), now, expires)) }, token);
    }

    /// <exception cref="UsageException">The user has none of that name.</exception>
    public AccountSet WithoutToken(string user, string name) => Tokens.Find(token => token.User == user && token.Name == name) is { } found
        ? this with { Tokens = Tokens.Remove(found) }
        : throw new UsageException($"{user} has no token '{name}'{Query.Syntax.Suggestion.For(name, Tokens.Where(token => token.User == user).Select(static token => token.Name))}");

    /// <summary>Whether somebody else could still give rights if this user could not.</summary>
    public bool HasAdminBeside(string user) => Users.Values.Any(one => one.Role == Role.Admin && one.Name != user);

    private static string SumOf(ReadOnlySpan<char> token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.ToArray())));
}
