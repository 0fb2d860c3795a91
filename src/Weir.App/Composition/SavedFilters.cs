using Weir.Query.Syntax;

namespace Weir.App.Composition;

/// <summary>
/// Filters saved as files, one each, named as they are called: in the directory that <c>WEIR_FILTERS</c> names, or in
/// <c>~/.config/weir/filters</c> and <c>/etc/weir/filters</c>, the user's before the machine's.
/// </summary>
/// <param name="directories">Where files are looked for, in order.</param>
internal sealed class SavedFilters(IReadOnlyList<string> directories) : IFilterLibrary
{
    /// <summary>Names the one directory, where there is to be one.</summary>
    public const string Variable = "WEIR_FILTERS";

    /// <summary>Where this user's filters are.</summary>
    public static SavedFilters OfUser { get; } = new(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } one
            ? [one]
            : [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "weir", "filters"), "/etc/weir/filters"]);

    public IEnumerable<string> Names => directories.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Select(static file => Path.GetFileName(file)!).Where(IsName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    public string? Find(string name)
    {
        if (!IsName(name)) return null;
        foreach (string directory in directories)
        {
            string path = Path.Combine(directory, name);
            if (!File.Exists(path)) continue;
            using var file = new StreamReader(path);
            // One character more than is read tells the parser that it is too long.
            char[] text = new char[FilterLimits.MaxLength + 1];
            return new(text, 0, file.ReadBlock(text));
        }

        return null;
    }

    // No name leads out of the directory, and none is hidden.
    private static bool IsName(string name) => name.Length > 0 && name[0] != '.' && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
