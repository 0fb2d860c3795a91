using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Weir.Wire.Primitives;

namespace Weir.Collector.Decoding.Moves;

/// <summary>An address of one family. As a type argument it makes a loop of its own for each family.</summary>
internal interface IAddressOctets
{
    static abstract int Length { get; }

    static abstract IpAddress Read(ReadOnlySpan<byte> octets);
}

internal readonly struct V4Octets : IAddressOctets
{
    public static int Length => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IpAddress Read(ReadOnlySpan<byte> octets) => IpAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(octets));
}

internal readonly struct V6Octets : IAddressOctets
{
    public static int Length => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IpAddress Read(ReadOnlySpan<byte> octets) => IpAddress.FromV6(octets);
}
