using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Weir.App.Commands;

namespace Weir.App.Composition;

/// <summary>
/// An endpoint as users write it: <c>scheme://host:port</c>, IPv6 in brackets, port optional where the scheme has one.
/// </summary>
/// <param name="Scheme">Lower-case scheme.</param>
/// <param name="EndPoint">Address and port.</param>
internal sealed record EndpointText(string Scheme, IPEndPoint EndPoint)
{
    private const string FileSuffix = "+file";

    /// <summary>The host as the user wrote it: what its certificate has to name.</summary>
    public string Host { get; init; } = "";

    /// <summary>The file of a scheme that ends with <c>+file</c>; empty for others.</summary>
    public string Path { get; private init; } = "";

    /// <summary>What it is called in messages.</summary>
    public string Name => Path.Length > 0 ? $"{Scheme}://{Path}" : $"{Scheme}://{EndPoint}";

    /// <summary>Reads an endpoint; what is wrong becomes one line that says what would be right.</summary>
    /// <param name="text">As the user wrote it.</param>
    /// <param name="option">The option it was given to, for the message.</param>
    /// <param name="defaultPorts">The schemes that are understood, each with the port it has by itself.</param>
    public static EndpointText Parse(string text, string option, IReadOnlyDictionary<string, int> defaultPorts)
    {
        int at = text.IndexOf("://", StringComparison.Ordinal);
        string schemes = string.Join(", ", defaultPorts.Keys.Select(known => known + "://"));
        if (at <= 0) Fail(option, text, $"want SCHEME://HOST:PORT with one of {schemes}");
        string scheme = text[..at].ToLowerInvariant();
        if (!defaultPorts.TryGetValue(scheme, out int port)) Fail(option, text, $"unknown scheme '{scheme}', known: {schemes}");
        if (scheme.EndsWith(FileSuffix, StringComparison.Ordinal)) return OfFile(scheme, text[(at + 3)..], option, text);
        string rest = text[(at + 3)..].TrimEnd('/');
        (string host, string portText) = Split(rest);
        if (portText.Length > 0 && (!int.TryParse(portText, out port) || port is < 1 or > 65535)) Fail(option, text, $"port '{portText}' is not 1 to 65535");
        return new(scheme, new IPEndPoint(Resolve(host, option, text), port)) { Host = host };
    }

    private static EndpointText OfFile(string scheme, string path, string option, string text)
    {
        if (path.Length == 0 || path.EndsWith('/')) Fail(option, text, "want the path of a file behind ://");
        return new(scheme, new IPEndPoint(IPAddress.None, 0)) { Path = path };
    }

    private static (string Host, string Port) Split(string rest)
    {
        if (rest.StartsWith('[') && rest.IndexOf(']') is > 0 and var end)
            return (rest[1..end], rest[(end + 1)..].TrimStart(':'));
        int colon = rest.LastIndexOf(':');
        return colon >= 0 && rest.IndexOf(':') == colon ? (rest[..colon], rest[(colon + 1)..]) : (rest, "");
    }

    private static IPAddress Resolve(string host, string option, string text)
    {
        if (host is "" or "*") return IPAddress.IPv6Any;
        if (IPAddress.TryParse(host, out IPAddress? address)) return address;
        try
        {
            IPAddress[] found = Dns.GetHostAddresses(host);
            if (found.Length > 0) return found[0];
        }
        catch (SocketException)
        {
            // Said below in the words of the option.
        }

        Fail(option, text, $"host '{host}' does not resolve");
        return IPAddress.None;
    }

    [DoesNotReturn]
    private static void Fail(string option, string text, string why) => throw new UsageException($"{option} {text}: {why}");
}
