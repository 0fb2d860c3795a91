using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Weir.App.Configuration.Schema;

namespace Weir.App.Configuration;

/// <summary>Writes a configuration as it takes effect: braces, one setting a line, defaults marked. What it writes reads back the same.</summary>
internal static partial class EffectiveConfiguration
{
    private const int Indent = 4;

    public static void Write(IConfiguration settings, TextWriter to) => Section(settings, WeirSchema.Root, to, 0);

    /// <summary>The same for people who may look but must not know what is secret: the name and password of an address.</summary>
    public static string WithoutSecrets(IConfiguration settings)
    {
        using var text = new StringWriter();
        Write(settings, text);
        return UserOfAddress().Replace(text.ToString(), "//***@");
    }

    // RFC 3986 section 3.2.1: what stands between the slashes and the at-sign.
    [GeneratedRegex(@"//[^/\s""]*@", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserOfAddress();

    private static void Section(IConfiguration settings, SectionSchema schema, TextWriter to, int depth)
    {
        foreach (SettingSchema setting in schema.Settings) Setting(settings.GetSection(setting.Name), setting, to, depth);
        foreach (SectionSchema inner in schema.Sections)
        {
            IConfigurationSection found = settings.GetSection(inner.Name);
            if (!found.Exists()) continue;
            if (!inner.IsNamed) Block(inner.Name, found, inner, to, depth);
            else foreach (IConfigurationSection named in found.GetChildren()) Block($"{inner.Name} {SectionName.FromKey(named.Key)}", named, inner, to, depth);
        }
    }

    private static void Block(string title, IConfigurationSection section, SectionSchema schema, TextWriter to, int depth)
    {
        string margin = new(' ', depth * Indent);
        to.Write($"{margin}{title} {{\n");
        Section(section, schema, to, depth + 1);
        to.Write($"{margin}}}\n");
    }

    private static void Setting(IConfigurationSection value, SettingSchema setting, TextWriter to, int depth)
    {
        string[] values = value.Value is { } single ? [single] : [.. value.GetChildren().Select(static one => one.Value!)];
        bool isDefault = values.Length == 0 && setting.Default is not null;
        if (isDefault) values = [setting.Default!];
        if (values.Length > 0) to.Write($"{new string(' ', depth * Indent)}{setting.Name} {string.Join(", ", values.Select(Quoted))};{(isDefault ? "  # default" : "")}\n");
    }

    private static string Quoted(string value) =>
        value.Length > 0 && value.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or ':' or '/' or '-' or '_' or '*' or '@') && !value.StartsWith("/*", StringComparison.Ordinal)
            ? value
            : $"\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\t", "\\t")}\"";
}
