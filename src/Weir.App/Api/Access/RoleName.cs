using Weir.App.Commands;
using Weir.Query.Syntax;

namespace Weir.App.Api.Access;

/// <summary>Roles as people write them.</summary>
internal static class RoleName
{
    /// <summary>The words there are, least first.</summary>
    public static IReadOnlyList<string> All { get; } = ["viewer", "analyst", "admin"];

    /// <summary>The word of a role; empty of none.</summary>
    public static string Of(Role role) => role == Role.None ? "" : All[(int)role - 1];

    public static bool TryParse(string text, out Role role)
    {
        for (role = Role.Admin; role > Role.None; role--)
        {
            if (All[(int)role - 1] == text) return true;
        }

        return false;
    }

    /// <exception cref="UsageException">It is none.</exception>
    public static Role Parse(string text, string what) =>
        TryParse(text, out Role role) ? role : throw new UsageException($"{what} '{text}'{Suggestion.For(text, All)}: want one of {string.Join(", ", All)}");
}
