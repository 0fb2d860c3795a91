using System.Text;
using Weir.App.Configuration;
using Weir.Testing;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>Whatever stands in a configuration, reading it ends with options or with problems.</summary>
internal sealed class ConfigurationTarget(string name, string path) : IFuzzTarget
{
    private static readonly Dictionary<string, string> NoVariables = [];

    public string Name => name;

    public IReadOnlyList<byte[]> Corpus { get; } = [.. Directory
        .EnumerateFiles(RepositoryRoot.Path("packaging/examples"), "*" + Path.GetExtension(path)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    public IReadOnlyList<byte[]> Words { get; } = [.. new[]
    {
        "{", "}", ";", ",", "[", "]", "\"", "\\", "#", "/*", "*/", "\n", "\0", "\t", ":", "a {", "flow-export {", "flow-collect {", "collector x {", "metering {", "sampling {",
        "interface y {", "port 1;", "__", "0", "-1", "99999999999999999999", "1e9", "true;", "\u2028", "\ud83d\ude00",
        "&a", "*a", "<<:", "- ", ": ", "!!str", "|", ">", "? ", "---", "...", "%YAML 9", "'", "@", "~", "  ",
    }.Select(Encoding.UTF8.GetBytes)];

    public void Restart()
    {
    }

    public void Take(ReadOnlySpan<byte> input)
    {
        ConfigurationFile file = ConfigurationFile.Parse(Encoding.UTF8.GetString(input), path, NoVariables);
        Assert.Equal(file.Problems.Count == 0, file.Options is not null);
    }

    public void Dispose()
    {
    }
}
