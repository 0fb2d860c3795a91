using System.Globalization;
using System.Net;
using Weir.App.Api.Access.OpenId;
using Weir.App.Composition;
using Weir.Flows.Columns;

namespace Weir.App.Configuration.Schema;

/// <summary>What values a setting takes: the words for people, and the check.</summary>
/// <param name="Wanted">What would be right, as a message says it: <c>1 to 65535</c>.</param>
/// <param name="Accepts">Whether a value is one.</param>
internal sealed record SettingType(string Wanted, Func<string, bool> Accepts)
{
    public static SettingType Address { get; } = new("an IPv4 or IPv6 address such as 192.0.2.10", IsAddress);

    public static SettingType Flag { get; } = new("true or false", static text => text is "true" or "false");

    public static SettingType FilePath { get; } = new("a path", static text => text.Length is > 0 and < 4096 && !text.Contains('\0'));

    public static SettingType Name { get; } = new("letters, digits and . _ - @", IsName);

    public static SettingType UserName { get; } = new("the name of a user", static text => text.Length is > 0 and <= 32 && IsName(text));

    public static SettingType UserAccount { get; } = new("letters, digits and . _ - @, up to 64", IsName);

    public static SettingType HeaderName { get; } = new("the name of an HTTP header such as X-Forwarded-User", static text => text.Length <= 64 && IsName(text) && !text.Contains('@'));

    public static SettingType HostName { get; } = new("the name of a host", static text => text.Length is > 0 and <= 253 && IsName(text));

    public static SettingType Endpoint { get; } = new("ADDRESS:PORT such as 0.0.0.0:4739, \"[::]:4739\" or *:4739", static text => EndpointValue.TryParse(text, out _));

    public static SettingType Listener { get; } = new(
        $"ADDRESS:PORT such as *:4739, with {string.Join(", ", ListenSchemes.DefaultPorts.Keys)} and :// before it or nothing", static text => ListenValue.TryParse(text, out _, out _));

    public static SettingType Tee { get; } = new(TeeText.Wanted, static text => TeeText.TryParse(text, out _));

    public static SettingType Network { get; } = new("a network such as 192.0.2.0/24, or an address", static text => TeeText.TryPrefix(text, out _));

    public static SettingType Element { get; } = new("an element as ENTERPRISE/NUMBER such as 35632/118, or NUMBER", static text => ColumnDefinition.TryParseElement(text, out _));

    public static SettingType ColumnName { get; } = new(
        "a name of its own in small letters, digits and _, such as app_id, that is no word of filters or SQL", static text => ConfiguredColumns.ProblemOf(text) is null);

    public static SettingType HttpAddress { get; } = new(
        "an address such as http://127.0.0.1:4318",
        static text => Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps));

    public static SettingType Issuer { get; } = new(
        "an address such as https://id.example.net/realms/net, http only on this machine", static text => ProtectedAddress(text) is { Query: "", Fragment: "", UserInfo: "" });

    public static SettingType ExternalUrl { get; } = new(
        "an address without a path such as https://weir.example.net", static text => ProtectedAddress(text) is { PathAndQuery: "/", Fragment: "", UserInfo: "" });

    public static SettingType Scope { get; } = new(
        "a scope such as profile", static text => text.Length is > 0 and <= 200 && text.All(static letter => letter is > ' ' and < '\x7f' and not '"' and not '\\'));

    public static SettingType Line { get; } = new("1 to 200 characters in a line", static text => text.Length is > 0 and <= 200 && !text.Any(char.IsControl));

    /// <summary>A time with its unit.</summary>
    public static SettingType Duration { get; } = new("a number and s, m, h, d, w or y, such as 90d", static text => DurationValue.TryParse(text, out _));

    /// <summary>Whole numbers in a range, both ends included.</summary>
    public static SettingType Integer(long least, long most) => new(
        $"{least} to {most}",
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most);

    /// <summary>Seconds, fractions included, in a range.</summary>
    public static SettingType Seconds(double least, double most) => new(
        string.Create(CultureInfo.InvariantCulture, $"{least} to {most} seconds"),
        text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most);

    /// <summary>One of a few words.</summary>
    public static SettingType OneOf(params string[] words) => new(
        $"one of {string.Join(", ", words)}", text => words.Contains(text, StringComparer.Ordinal))
    { Words = words };

    /// <summary>The words there are, for guesses; empty where there is no list.</summary>
    public IReadOnlyList<string> Words { get; private init; } = [];

    /// <summary>Whether a text can be the name of a collector or an interface.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= 64 && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '@');

    private static Uri? ProtectedAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp && OpenIdOptions.IsOnLoopback(address)) ? address : null;

    // The parser of .NET also takes "1" and "0x7f000001", which nobody means.
    private static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out _) && (text.Contains(':') || text.Count(static letter => letter == '.') == 3);
}
