using System.Buffers.Binary;
using Weir.Wire.Templates;

namespace Weir.Collector.Decoding;

/// <summary>Steps through the fields of the records of one data set, one field at a time.</summary>
internal ref struct RecordWalker(TemplateLayout layout, ReadOnlySpan<byte> content)
{
    private const byte LongLength = 255;

    private readonly FieldSpecifier[] _fields = layout.Fields;
    private readonly int _minimumLength = layout.MinimumLength;
    private ReadOnlySpan<byte> _rest = content;

    /// <summary>Whether enough octets are left for one more record; what is shorter is padding.</summary>
    public readonly bool HasRecord => _rest.Length >= _minimumLength;

    /// <summary>The octets not walked yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Takes the octets of a field of the current record. Returns <see langword="false"/> where they run past the end.</summary>
    public bool TryReadField(int field, out ReadOnlySpan<byte> octets)
    {
        octets = default;
        int length = _fields[field].Length;
        if (_fields[field].IsVariable && !TryReadLength(out length)) return false;
        if (length > _rest.Length) return false;
        octets = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    // RFC 7011 section 7.
    private bool TryReadLength(out int length)
    {
        length = 0;
        if (_rest.IsEmpty) return false;
        length = _rest[0];
        _rest = _rest[1..];
        if (length != LongLength) return true;
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_rest, out ushort longLength)) return false;
        length = longLength;
        _rest = _rest[sizeof(ushort)..];
        return true;
    }
}
