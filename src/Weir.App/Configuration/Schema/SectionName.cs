namespace Weir.App.Configuration.Schema;

/// <summary>Names of sections as parts of keys. The keys of Microsoft.Extensions.Configuration part at colons, which IPv6 addresses have.</summary>
internal static class SectionName
{
    // In no name and no address.
    private const char Colon = '|';

    public static string ToKey(string name) => name.Replace(':', Colon);

    public static string FromKey(string key) => key.Replace(Colon, ':');
}
