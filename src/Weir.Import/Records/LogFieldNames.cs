using System.Text;

namespace Weir.Import.Records;

/// <summary>The names of a format's fields, found by their octets.</summary>
internal sealed class LogFieldNames
{
    private readonly (byte[] Name, LogField Field)[] _slots;

    internal LogFieldNames(params IReadOnlyList<(string Name, LogField Field)> names)
    {
        // Never more than half full, and a power of two.
        _slots = new (byte[], LogField)[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)names.Count * 2)];
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
        uint hash = 2166136261; // FNV-1a
        foreach (byte octet in name) hash = (hash ^ octet) * 16777619;
        int at = (int)(hash & (uint)(_slots.Length - 1));
        while (_slots[at].Name is { } other && !name.SequenceEqual(other)) at = at + 1 & _slots.Length - 1;
        return at;
    }
}
