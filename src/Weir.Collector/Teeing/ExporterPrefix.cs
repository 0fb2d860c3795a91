using System.Net;
using System.Net.Sockets;
using Weir.Wire.Primitives;

namespace Weir.Collector.Teeing;

/// <summary>Exporters by address: those from one address to another, both included.</summary>
public readonly record struct ExporterPrefix(IpAddress Low, IpAddress High)
{
    private const int MappedBits = 96; // before the 32 of an IPv4 address

    /// <summary>The addresses of a network; bits of its base address beyond the prefix do not matter.</summary>
    public static ExporterPrefix Of(IPNetwork network)
    {
        IpAddress address = IpAddress.From(network.BaseAddress);
        int bits = network.PrefixLength + (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? MappedBits : 0);
        UInt128 free = bits == 128 ? UInt128.Zero : UInt128.MaxValue >> bits;
        UInt128 value = new(address.High, address.Low);
        return new(Split(value & ~free), Split(value | free));
    }

    /// <summary>Whether an address is among them.</summary>
    public bool Contains(IpAddress address) => Low <= address && address <= High;

    private static IpAddress Split(UInt128 value) => new((ulong)(value >> 64), (ulong)value);
}
