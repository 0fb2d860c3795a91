namespace Weir.App.Configuration;

/// <summary>Where a setting was written: a place in a file, or an environment variable.</summary>
/// <param name="Source">The file's path, or the variable's name.</param>
/// <param name="Position">The place in the file; <see langword="null"/> for a variable.</param>
internal sealed record SettingOrigin(string Source, TextPosition? Position)
{
    /// <summary>As compilers write places, which editors jump to: <c>FILE:LINE:COLUMN</c>.</summary>
    public override string ToString() => Position is { } at ? $"{Source}:{at.Line}:{at.Column}" : Source;
}
