using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Weir.Testing.Messages;

/// <summary>Octets in network order, put together one number at a time. Grows; for tests only.</summary>
public sealed class Octets
{
    private readonly List<byte> _octets = [];

    public int Length => _octets.Count;

    public byte[] ToArray() => [.. _octets];

    public Octets U8(params ReadOnlySpan<int> values)
    {
        foreach (int value in values) _octets.Add((byte)value);
        return this;
    }

    public Octets U16(params ReadOnlySpan<int> values)
    {
        foreach (int value in values) Number((ulong)value, 2);
        return this;
    }

    public Octets U32(params ReadOnlySpan<uint> values)
    {
        foreach (uint value in values) Number(value, 4);
        return this;
    }

    public Octets U64(params ReadOnlySpan<ulong> values)
    {
        foreach (ulong value in values) Number(value, 8);
        return this;
    }

    /// <summary>The low <paramref name="length"/> octets of a number.</summary>
    public Octets Number(ulong value, int length)
    {
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(all, value);
        _octets.AddRange(all[^length..]);
        return this;
    }

    public Octets Ip(string address) => Raw(IPAddress.Parse(address).GetAddressBytes());

    public Octets Text(string text) => Raw(Encoding.UTF8.GetBytes(text));

    public Octets Zeros(int count) => Raw(new byte[count]);

    public Octets Raw(params ReadOnlySpan<byte> octets)
    {
        _octets.AddRange(octets);
        return this;
    }

    /// <summary>Overwrites two octets already written.</summary>
    public Octets PatchU16(int at, int value)
    {
        (_octets[at], _octets[at + 1]) = ((byte)(value >> 8), (byte)value);
        return this;
    }
}
