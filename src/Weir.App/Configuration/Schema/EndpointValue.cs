using System.Globalization;
using System.Net;

namespace Weir.App.Configuration.Schema;

/// <summary>Where to listen: <c>0.0.0.0:4739</c>, <c>[::]:4739</c>, <c>*:4739</c>. Addresses only: a name would make a start wait for its resolver.</summary>
internal static class EndpointValue
{
    public static bool TryParse(string text, out IPEndPoint endpoint)
    {
        endpoint = new IPEndPoint(IPAddress.IPv6Any, 0);
        int colon = text.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
            return false;
        string host = text[..colon];
        bool inBrackets = host.Length > 2 && host[0] == '[' && host[^1] == ']';
        if (inBrackets) host = host[1..^1];
        if (host == "*")
        {
            endpoint.Port = port;
            return true;
        }

        if (host.Contains(':') != inBrackets || !SettingType.Address.Accepts(host)) return false;
        endpoint = new IPEndPoint(IPAddress.Parse(host), port);
        return true;
    }
}
