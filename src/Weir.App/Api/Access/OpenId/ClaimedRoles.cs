namespace Weir.App.Api.Access.OpenId;

/// <summary>Which role somebody has of what the provider claims of them.</summary>
/// <param name="Claim">The claim that says it; <see langword="null"/>: everybody has the usual one.</param>
/// <param name="Usual">Of whom no value says more; none: they are refused.</param>
/// <param name="Values">Values of the claim, and what each gives.</param>
internal sealed record ClaimedRoles(string? Claim, Role Usual, IReadOnlyList<(string Value, Role Role)> Values)
{
    /// <summary>The greatest of the roles that somebody's claims give.</summary>
    public Role Of(ProviderClaims claims)
    {
        Role role = Usual;
        foreach (string value in Claim is null ? [] : claims.Texts(Claim))
        {
            foreach ((string wanted, Role gives) in Values)
            {
                if (gives > role && value == wanted) role = gives;
            }
        }

        return role;
    }

    /// <inheritdoc/>
    public bool Equals(ClaimedRoles? other) => other is not null && (Claim, Usual) == (other.Claim, other.Usual) && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Claim, Usual, Values.Count);
}
