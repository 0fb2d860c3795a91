using System.Net;
using Weir.App.Composition;

namespace Weir.App.Configuration.Schema;

/// <summary>Where a collector listens, with how: <c>*:4739</c>, <c>sflow://*:6343</c>, <c>ipfix+tls://[::]:4740</c>. UDP where nothing is said.</summary>
internal static class ListenValue
{
    private const string Separator = "://";

    public static bool TryParse(string text, out string scheme, out IPEndPoint endpoint)
    {
        int at = text.IndexOf(Separator, StringComparison.Ordinal);
        scheme = at < 0 ? "udp" : text[..at];
        string rest = at < 0 ? text : text[(at + Separator.Length)..];
        return EndpointValue.TryParse(rest.StartsWith(':') ? "*" + rest : rest, out endpoint) && ListenSchemes.DefaultPorts.ContainsKey(scheme);
    }

    /// <summary>Reads a value that was checked.</summary>
    public static (string Scheme, IPEndPoint EndPoint) Parse(string text) =>
        TryParse(text, out string scheme, out IPEndPoint endpoint) ? (scheme, endpoint) : throw new FormatException(text);
}
