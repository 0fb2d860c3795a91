namespace Weir.App.Api.Access.Accounts;

/// <summary>What a program shows instead of a password.</summary>
/// <param name="User">Whose it is; without the user it is nothing.</param>
/// <param name="Name">Told apart by, among those of the user.</param>
/// <param name="Role">The most it may do; never more than its user.</param>
/// <param name="Sha256">Sum of the token, in hexadecimal digits. The token has 256 random bits, so that a fast sum tells nothing of it.</param>
/// <param name="Created">When.</param>
/// <param name="Expires">When it ends to be one; <see langword="null"/>: never.</param>
internal sealed record ApiToken(string User, string Name, Role Role, string Sha256, DateTimeOffset Created, DateTimeOffset? Expires)
{
    /// <summary>Begins every token, so that one is known where it should not be.</summary>
    public const string Prefix = "weir_";
}
