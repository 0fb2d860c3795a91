using Weir.App.Api.Access;
using Weir.App.Commands;

namespace Weir.App.Api.Views;

/// <summary>An address of the console that somebody gave a name.</summary>
/// <param name="Id">Tells it apart: twelve hexadecimal digits.</param>
/// <param name="Name">Its name, as somebody wrote it.</param>
/// <param name="Address">Path and query within the console: <c>/explore?by=proto</c>.</param>
/// <param name="Owner">Whose it is; empty where nobody is asked who they are.</param>
/// <param name="IsShared">Whether others see it, too.</param>
/// <param name="Changed">When it was last changed.</param>
internal sealed record SavedView(string Id, string Name, string Address, string Owner, bool IsShared, DateTimeOffset Changed)
{
    private const int MaxName = 100;

    // A filter and what else a view says; browsers and proxies take no longer addresses everywhere.
    private const int MaxAddress = 8192;

    private static readonly string[] Paths = ["/", "/explore", "/flows", "/topology", "/exporters", "/system", "/dashboard"];

    /// <summary>Whether somebody sees it. What others share may name hosts, which a viewer is not told.</summary>
    public bool IsSeenBy(Caller caller) => Owner == caller.Name || !caller.IsSanitised && (IsShared || Owner.Length == 0 || caller.Role == Role.Admin);

    /// <summary>Whether somebody may change it or remove it.</summary>
    public bool IsOf(Caller caller) => Owner == caller.Name || caller.Role == Role.Admin;

    /// <summary>The name, if it may be one.</summary>
    /// <exception cref="UsageException">It may not.</exception>
    public static string CheckedName(string? name) => name?.Trim() is { Length: > 0 and <= MaxName } trimmed && !trimmed.Any(char.IsControl)
        ? trimmed
        : throw new UsageException($"name: want one to {MaxName} letters, none of them a control character");

    /// <summary>The address, if it is one of the console.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public static string CheckedAddress(string? address)
    {
        if (address is not { Length: > 0 and <= MaxAddress }) throw new UsageException($"address: want a path of the console with its query, {MaxAddress} letters at most");
        string path = address.Split('?', 2)[0];
        if (!Paths.Contains(path, StringComparer.Ordinal)) throw new UsageException($"address: '{(path.Length > 40 ? path[..40] : path)}' is no view{Query.Syntax.Suggestion.For(path, Paths)}: want one of {string.Join(", ", Paths)}");
        return !address.Any(static letter => letter is <= ' ' or > '~' or '#' or '\\' or '"' or '<' or '>')
            ? address
            : throw new UsageException("address: want it as a browser writes it, other letters as %20");
    }
}
