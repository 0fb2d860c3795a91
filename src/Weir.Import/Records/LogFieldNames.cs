using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Weir.Import.Records;

/// <summary>The names of a format's fields, found by their octets.</summary>
internal sealed class LogFieldNames
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15; // 2^64 by the golden ratio: spreads what it multiplies over the upper bits

    private readonly (byte[] Name, LogField Field)[] _slots;

    internal LogFieldNames(params IReadOnlyList<(string Name, LogField Field)> names)
    {
        // Never more than half full, and a power of two.
        _slots = new (byte[], LogField)[(int)BitOperations.RoundUpToPowerOf2((uint)names.Count * 2)];
        foreach ((string name, LogField field) in names)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(name);
            _slots[SlotOf(utf8)] = (utf8, field);
        }
    }

    /// <summary>What a field of that name says; <see cref="LogField.Ignored"/> where none is of that name.</summary>
    internal LogField Find(ReadOnlySpan<byte> name) => _slots[SlotOf(name)].Field;

    private int SlotOf(ReadOnlySpan<byte> name)
    {
        // By their lengths and last octets nearly all names differ; which one it is, is compared.
        ulong last = (uint)name.Length;
        if (name.Length >= sizeof(ulong)) last ^= BinaryPrimitives.ReadUInt64LittleEndian(name[^sizeof(ulong)..]);
        else foreach (byte octet in name) last = last << 8 ^ octet;
        int at = (int)(last * Golden >> 32) & _slots.Length - 1;
        while (_slots[at].Name is { } other && !name.SequenceEqual(other)) at = at + 1 & _slots.Length - 1;
        return at;
    }
}
