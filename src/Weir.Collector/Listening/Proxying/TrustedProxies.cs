using System.Net;
using Weir.Collector.Teeing;
using Weir.Wire.Primitives;

namespace Weir.Collector.Listening.Proxying;

/// <summary>Which senders are proxies: what they send begins with whose it is, and they are believed. Nobody else is.</summary>
/// <param name="Networks">Where they are.</param>
public sealed record TrustedProxies(IReadOnlyList<ExporterPrefix> Networks)
{
    /// <summary>Proxies on this host: an address of it can be no one else's.</summary>
    public static TrustedProxies Loopback { get; } = new([ExporterPrefix.Of(IPNetwork.Parse("127.0.0.0/8")), ExporterPrefix.Of(IPNetwork.Parse("::1/128"))]);

    /// <summary>Whether a sender is one.</summary>
    public bool Contains(IpAddress address)
    {
        for (int i = 0; i < Networks.Count; i++)
        {
            if (Networks[i].Contains(address)) return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public bool Equals(TrustedProxies? other) => other is not null && Networks.SequenceEqual(other.Networks);

    /// <inheritdoc/>
    public override int GetHashCode() => Networks.Count;
}
