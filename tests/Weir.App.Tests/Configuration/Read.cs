using Weir.App.Configuration;
using Weir.App.Configuration.Options;

namespace Weir.App.Tests.Configuration;

/// <summary>Reads texts as configurations.</summary>
internal static class Read
{
    public static ConfigurationFile Text(string text, string path = "weir.conf", params (string Name, string Value)[] environment) =>
        ConfigurationFile.Parse(text, path, environment.ToDictionary(static each => each.Name, static each => each.Value, StringComparer.Ordinal));

    /// <summary>The options of a text that has to be right.</summary>
    public static WeirOptions Options(string text, string path = "weir.conf", params (string Name, string Value)[] environment)
    {
        ConfigurationFile file = Text(text, path, environment);
        Assert.Equal("", string.Join('\n', file.Problems));
        return file.Options!;
    }

    /// <summary>What is wrong with a text, a line each.</summary>
    public static string[] Problems(string text, string path = "weir.conf", params (string Name, string Value)[] environment) =>
        [.. Text(text, path, environment).Problems.Select(static problem => problem.ToString())];

    public static string Effective(string text, string path = "weir.conf", params (string Name, string Value)[] environment)
    {
        using var to = new StringWriter();
        EffectiveConfiguration.Write(Text(text, path, environment).Settings, to);
        return to.ToString();
    }
}
