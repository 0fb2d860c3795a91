using System.Text;
using Microsoft.Extensions.Configuration;
using Weir.App.Commands;
using Weir.App.Configuration.Options;
using Weir.App.Configuration.Schema;
using Weir.App.Configuration.Sources;
using Weir.App.Configuration.Syntax;

namespace Weir.App.Configuration;

/// <summary>
/// A configuration as it was read: file, then environment. <see cref="Options"/> is there only where nothing is wrong.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Problems">All that is wrong, in the order of the text.</param>
/// <param name="Options">What to run; <see langword="null"/> where there are problems.</param>
/// <param name="Settings">The merged settings, for <see cref="EffectiveConfiguration"/>.</param>
internal sealed record ConfigurationFile(string Path, IReadOnlyList<ConfigurationProblem> Problems, WeirOptions? Options, IConfigurationRoot Settings)
{
    /// <summary>Reads a file: YAML where its name ends so, braces otherwise.</summary>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static ConfigurationFile Load(string path, IReadOnlyDictionary<string, string> environment) => Parse(Text(path), path, environment);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The whole configuration.</param>
    /// <param name="path">Its name in messages; decides the language.</param>
    /// <param name="environment">Variables; those that begin with <c>WEIR_</c> count.</param>
    public static ConfigurationFile Parse(string text, string path, IReadOnlyDictionary<string, string> environment)
    {
        var problems = new ProblemList();
        SettingStore file = IsYaml(path) ? YamlSettings.Read(text, path, problems) : BracesSettings.Read(text, path, problems);
        SettingStore variables = EnvironmentSettings.Read(environment, problems);
        GiveUpLists(file, variables);
        IConfigurationRoot settings = new ConfigurationBuilder().Add(new SettingsSource(file)).Add(new SettingsSource(variables)).Build();
        var origins = new Dictionary<string, SettingOrigin>(file.Origins, StringComparer.OrdinalIgnoreCase);
        foreach ((string key, SettingOrigin origin) in variables.Origins)
        {
            // A section belongs to the file where it is there; only a setting is overridden.
            if (variables.Values.GetValueOrDefault(key) != "") origins[key] = origin;
            else origins.TryAdd(key, origin);
        }

        new ConfigurationCheck(origins, new SettingOrigin(path, new TextPosition(1, 1)), problems).Check(settings);
        WeirOptions? options = problems.IsEmpty ? WeirOptions.Read(new SectionReader(settings, WeirSchema.Root, "", origins)) with { Effective = EffectiveConfiguration.WithoutSecrets(settings) } : null;
        return new(path, problems.InOrder(), options, settings);
    }

    /// <summary>The variables of this process.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(static each => (string)each.Key, static each => (string?)each.Value ?? "", StringComparer.Ordinal);

    private static bool IsYaml(string path) => System.IO.Path.GetExtension(path) is ".yaml" or ".yml";

    private static string Text(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
            byte[] octets = new byte[SyntaxLimits.FileOctets + 1];
            int length = stream.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
            return length <= SyntaxLimits.FileOctets
                ? Encoding.UTF8.GetString(octets, 0, length)
                : throw new UsageException($"{path}: larger than {SyntaxLimits.FileOctets} octets");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {failure.Message}");
        }
    }

    // A list in the environment replaces that of the file; by itself Microsoft.Extensions.Configuration would mix them by index.
    private static void GiveUpLists(SettingStore file, SettingStore variables)
    {
        foreach (string list in variables.Origins.Keys.Where(key => !variables.Values.ContainsKey(key)))
        {
            foreach (string key in file.Values.Keys.Where(key => key.StartsWith(list + ":", StringComparison.OrdinalIgnoreCase)).ToArray()) file.Values.Remove(key);
        }
    }
}
