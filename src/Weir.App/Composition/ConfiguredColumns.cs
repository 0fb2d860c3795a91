using System.CommandLine;
using Weir.App.Commands;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Syntax;
using Weir.Storage.Parquet;

namespace Weir.App.Composition;

/// <summary>Columns of a user's own: from the command line, a configuration, or the archive that is asked. They join the table before anything uses it.</summary>
internal static class ConfiguredColumns
{
    public const string Wanted = "NAME=ELEMENT:TYPE, such as app_id=35632/118:string";

    public static Option<string[]> CreateOption() => new("--column")
    {
        Description = $"A column for an element that has none, as {Wanted}; types are {string.Join(", ", ColumnDefinition.Types.Keys)}; may be repeated",
    };

    /// <summary>Adds the columns that a command line says.</summary>
    /// <exception cref="UsageException">One of them cannot be.</exception>
    public static void Use(string[]? texts, string option)
    {
        if (texts is not { Length: > 0 }) return;
        Use(
            [.. texts.Select(text => TryParse(text, out ColumnDefinition? definition) ? definition! : throw new UsageException($"{option} {text}: want {Wanted}"))],
            static wrong => new UsageException(wrong));
    }

    /// <summary>Adds columns.</summary>
    /// <param name="definitions">Which.</param>
    /// <param name="refusal">Makes what is thrown of what is wrong.</param>
    public static void Use(IReadOnlyList<ColumnDefinition> definitions, Func<string, Exception> refusal)
    {
        if (definitions.Count == 0) return;
        try
        {
            if (definitions.Select(static one => ProblemOf(one.Name)).FirstOrDefault(static problem => problem is not null) is { } problem) throw new ArgumentException(problem);
            FlowColumns.Configure(definitions);
        }
        catch (Exception wrong) when (wrong is ArgumentException or InvalidOperationException)
        {
            throw refusal(wrong.Message);
        }
    }

    /// <summary>Adds those that an archive's files may have.</summary>
    /// <exception cref="RunException">What the archive says of them cannot be used.</exception>
    public static void UseThoseOf(string archive)
    {
        IReadOnlyList<ColumnDefinition> known;
        try
        {
            known = ArchiveColumns.Read(archive);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException(failure.Message);
        }

        Use(known, wrong => new RunException($"archive {archive}: {wrong}"));
    }

    /// <summary>Tells an archive that will be written to what columns its files may have.</summary>
    public static void Keep(string archive)
    {
        UseThoseOf(archive);
        IReadOnlyList<ColumnDefinition> all = FlowColumns.Configured;
        if (all.Count > ArchiveColumns.Read(archive).Count) ArchiveColumns.Write(archive, all);
    }

    /// <summary>What is wrong with a name, <see langword="null"/>: nothing. A word of filters would not be found as a column there.</summary>
    public static string? ProblemOf(string name) => ColumnDefinition.ProblemOf(name)
        ?? (FlowColumns.Configured.All(one => one.Name != name) && (FilterVocabulary.IsTaken(name) || DimensionText.Words.Contains(name, StringComparer.Ordinal)) ? $"'{name}' is a word of filters and no name of a column" : null);

    private static bool TryParse(string text, out ColumnDefinition? definition)
    {
        definition = null;
        string[] parts = text.Split('=', ':');
        if (parts.Length != 3 || !ColumnDefinition.TryParseElement(parts[1], out ElementBinding element) || !ColumnDefinition.Types.TryGetValue(parts[2], out LogicalType type)) return false;
        definition = new(parts[0], element, type);
        return true;
    }
}
