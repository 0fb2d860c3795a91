using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Weir.Collector.Decoding.Moves;

/// <summary>A big-endian unsigned integer of a fixed number of octets. As a type argument it makes a loop of its own for each length.</summary>
internal interface IFieldOctets
{
    static abstract int Length { get; }

    /// <summary>Reads exactly <see cref="Length"/> octets.</summary>
    static abstract ulong Read(ReadOnlySpan<byte> octets);
}

internal readonly struct OneOctet : IFieldOctets
{
    public static int Length => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ReadOnlySpan<byte> octets) => octets[0];
}

internal readonly struct TwoOctets : IFieldOctets
{
    public static int Length => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ReadOnlySpan<byte> octets) => BinaryPrimitives.ReadUInt16BigEndian(octets);
}

internal readonly struct ThreeOctets : IFieldOctets
{
    public static int Length => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ReadOnlySpan<byte> octets) => (ulong)BinaryPrimitives.ReadUInt16BigEndian(octets) << 8 | octets[2];
}

internal readonly struct FourOctets : IFieldOctets
{
    public static int Length => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ReadOnlySpan<byte> octets) => BinaryPrimitives.ReadUInt32BigEndian(octets);
}

internal readonly struct FiveOctets : IFieldOctets
{
    public static int Length => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ReadOnlySpan<byte> octets) => (ulong)BinaryPrimitives.ReadUInt32BigEndian(octets) << 8 | octets[4];
}

internal readonly struct SixOctets : IFieldOctets
{
    public static int Length => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ReadOnlySpan<byte> octets) =>
        (ulong)BinaryPrimitives.ReadUInt32BigEndian(octets) << 16 | BinaryPrimitives.ReadUInt16BigEndian(octets[4..]);
}

internal readonly struct SevenOctets : IFieldOctets
{
    public static int Length => 7;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ReadOnlySpan<byte> octets) => SixOctets.Read(octets) << 8 | octets[6];
}

internal readonly struct EightOctets : IFieldOctets
{
    public static int Length => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ReadOnlySpan<byte> octets) => BinaryPrimitives.ReadUInt64BigEndian(octets);
}
