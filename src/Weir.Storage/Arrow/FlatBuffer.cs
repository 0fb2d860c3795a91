using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Weir.Storage.Arrow;

/// <summary>
/// Writes a FlatBuffer from its root on (https://flatbuffers.dev/internals/): a table stands before what it refers to, so that all offsets
/// point forwards, as the format wants. Each field takes eight octets, whatever its type, and is aligned by that.
/// <code>
/// | length of the vtable, of the table, offset of each field (2 octets each) | back to the vtable (4) | 0 (4) | fields (8 each) |
/// </code>
/// </summary>
internal sealed class FlatBuffer
{
    private const int Slot = 8;

    private readonly ArrayBufferWriter<byte> _octets = new();

    /// <summary>A buffer whose root is the table that is begun next.</summary>
    internal FlatBuffer() => Reserve(sizeof(uint));

    /// <summary>What was written.</summary>
    internal ReadOnlySpan<byte> Octets => _octets.WrittenSpan;

    /// <summary>Begins a table that the place refers to.</summary>
    /// <param name="from">The place: 0 of the root, else one of <see cref="Place"/>.</param>
    /// <param name="fields">How many fields its kind has.</param>
    /// <param name="present">Which of them it has, by their numbers.</param>
    /// <returns>Where it stands.</returns>
    internal int Table(int from, int fields, params ReadOnlySpan<int> present)
    {
        Align(Slot);
        int vtable = Length;
        Reserve(sizeof(ushort) * (2 + fields));
        Align(Slot);
        int table = Length;
        Reserve(Slot * (1 + present.Length));
        Write16(vtable, (ushort)(sizeof(ushort) * (2 + fields)));
        Write16(vtable + 2, (ushort)(Slot * (1 + present.Length)));
        for (int i = 0; i < present.Length; i++) Write16(vtable + sizeof(ushort) * (2 + present[i]), (ushort)(Slot * (1 + i)));
        Write32(table, table - vtable);
        Refer(from, table);
        return table;
    }

    /// <summary>The place of a table's field: the n-th of those present.</summary>
    internal static int Place(int table, int n) => table + Slot * (1 + n);

    /// <summary>Writes a number into a place.</summary>
    internal void Set(int place, long value) => BinaryPrimitives.WriteInt64LittleEndian(Written(place, sizeof(long)), value);

    /// <summary>Writes text that a place refers to.</summary>
    internal void Text(int place, string text)
    {
        Align(sizeof(uint));
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int at = Length;
        Reserve(sizeof(uint) + utf8.Length + 1);
        Write32(at, utf8.Length);
        utf8.CopyTo(Written(at + sizeof(uint), utf8.Length));
        Refer(place, at);
    }

    /// <summary>Begins a vector that a place refers to, of elements aligned to eight octets, or of references.</summary>
    /// <returns>Where its first element stands.</returns>
    internal int Vector(int place, int count, int elementOctets)
    {
        Align(Slot);
        Reserve(sizeof(uint));
        int at = Length;
        Reserve(sizeof(uint) + count * elementOctets);
        Write32(at, count);
        Refer(place, at);
        return at + sizeof(uint);
    }

    private int Length => _octets.WrittenCount;

    private void Refer(int from, int to) => Write32(from, to - from);

    private void Write16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Written(at, sizeof(ushort)), value);

    private void Write32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(Written(at, sizeof(int)), value);

    private Span<byte> Written(int at, int count) => System.Runtime.InteropServices.MemoryMarshal.AsMemory(_octets.WrittenMemory).Span.Slice(at, count);

    private void Align(int octets) => Reserve((octets - Length % octets) % octets);

    private void Reserve(int count)
    {
        _octets.GetSpan(count)[..count].Clear();
        _octets.Advance(count);
    }
}
