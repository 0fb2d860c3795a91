using System.Globalization;
using System.Net;
using Weir.App.Configuration.Schema;
using Weir.Collector.Teeing;

namespace Weir.App.Composition;

/// <summary>Another collector as users write it: <c>udp://192.0.2.9:2055,keep-source,from=198.51.100.0/24,one-in=10</c>.</summary>
internal static class TeeText
{
    /// <summary>What is right, for messages.</summary>
    public const string Wanted = "udp://ADDRESS:PORT, then any of ,keep-source ,from=PREFIX ,one-in=N";

    private const string Scheme = "udp://";
    private const string From = "from=";
    private const string OneIn = "one-in=";

    public static bool TryParse(string text, out TeeOptions tee)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        tee = new() { EndPoint = new(IPAddress.Any, 0) };
        if (!parts[0].StartsWith(Scheme, StringComparison.Ordinal) || !EndpointValue.TryParse(parts[0][Scheme.Length..], out IPEndPoint endpoint)) return false;
        if (endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any)) return false;
        tee = tee with { EndPoint = endpoint };
        foreach (string part in parts.AsSpan(1))
        {
            if (part == "keep-source") tee = tee with { KeepsSource = true };
            else if (part.StartsWith(From, StringComparison.Ordinal) && TryPrefix(part[From.Length..], out IPNetwork network)) tee = tee with { Exporters = [.. tee.Exporters, ExporterPrefix.Of(network)] };
            else if (part.StartsWith(OneIn, StringComparison.Ordinal) && int.TryParse(part.AsSpan(OneIn.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0) tee = tee with { OneIn = number };
            else return false;
        }

        return true;
    }

    /// <summary>Reads a text that was checked.</summary>
    public static TeeOptions Parse(string text) => TryParse(text, out TeeOptions tee) ? tee : throw new FormatException(text);

    /// <summary>Reads a prefix, or an address alone.</summary>
    public static bool TryPrefix(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network)) return true;
        if (!IPAddress.TryParse(text, out IPAddress? address)) return false;
        network = new(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
