using System.Globalization;
using System.Text.Json;

namespace Weir.App.Api.Access.Audit;

/// <summary>The files that an audit log is in: <c>FILE</c>, before it <c>FILE.1</c>, before that <c>FILE.2</c>, …</summary>
internal static class AuditFiles
{
    /// <summary>The path of one that is no longer written.</summary>
    public static string Numbered(string path, int number) => string.Create(CultureInfo.InvariantCulture, $"{path}.{number}");

    /// <summary>Those that are there, the one that is written first.</summary>
    public static IEnumerable<string> Newest(string path)
    {
        if (File.Exists(path)) yield return path;
        for (int number = 1; File.Exists(Numbered(path, number)); number++) yield return Numbered(path, number);
    }

    /// <summary>All lines, newest first; what is no object of JSON, as of a file that was changed by hand, is left out. A file at a time is in memory.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static IEnumerable<JsonElement> Lines(string path) =>
        from file in Newest(path)
        from line in Read(file).Reverse()
        let one = Parsed(line)
        where one is { ValueKind: JsonValueKind.Object }
        select one.Value;

    /// <summary>A line as it was written; <see langword="null"/> where it is no JSON.</summary>
    public static JsonElement? Parsed(string line)
    {
        try
        {
            return JsonElement.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // It is written while it is read.
    private static string[] Read(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line) lines.Add(line);
        return [.. lines];
    }
}
