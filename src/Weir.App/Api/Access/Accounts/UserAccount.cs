namespace Weir.App.Api.Access.Accounts;

/// <summary>Somebody who may sign in.</summary>
/// <param name="Name">Letters, digits and . _ - @.</param>
/// <param name="Role">What they may do.</param>
/// <param name="PasswordHash">As <see cref="PasswordHashing"/> makes it; <see langword="null"/>: they sign in by tokens or a proxy only.</param>
internal sealed record UserAccount(string Name, Role Role, string? PasswordHash);
