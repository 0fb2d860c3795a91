namespace Weir.Storage.Parquet;

/// <summary>
/// Reads Thrift's compact protocol, in which Parquet writes its footers. Whatever it is given, it ends within the octets: what is cut short or
/// is no such encoding is an <see cref="InvalidDataException"/>.
/// </summary>
internal ref struct CompactProtocolReader(ReadOnlySpan<byte> octets)
{
    // Parquet's own structures are some seven deep; what it does not know yet is skipped.
    private const int MaxDepth = 32;

    private ReadOnlySpan<byte> _rest = octets;

    /// <summary>Reads the head of the next field of a structure.</summary>
    /// <param name="id">The field before it, 0 at the beginning; set to this one.</param>
    /// <returns>Its kind; <see cref="CompactKind.Stop"/> where the structure ends.</returns>
    internal CompactKind Field(ref int id)
    {
        int head = Octet();
        if (head == 0) return CompactKind.Stop;
        id = head >> 4 is int step and > 0 ? id + step : (short)Number();
        return (CompactKind)(head & 15);
    }

    /// <summary>Reads the head of a list: the kind of its values, and how many follow.</summary>
    internal (CompactKind Kind, int Count) List()
    {
        int head = Octet();
        ulong count = head >> 4 is int few and < 15 ? (ulong)few : Unsigned();
        // Each value takes one octet at least.
        return count <= (ulong)_rest.Length ? ((CompactKind)(head & 15), (int)count) : throw Malformed();
    }

    /// <summary>Reads a number of any width.</summary>
    internal long Number()
    {
        ulong zigzag = Unsigned();
        return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
    }

    /// <summary>Reads octets or text.</summary>
    internal ReadOnlySpan<byte> Binary()
    {
        ulong length = Unsigned();
        return length <= int.MaxValue ? Take((int)length) : throw Malformed();
    }

    /// <summary>Passes over a value.</summary>
    internal void Skip(CompactKind kind, int depth = 0)
    {
        if (depth > MaxDepth) throw Malformed();
        switch (kind)
        {
            case CompactKind.True or CompactKind.False:
                break;
            case CompactKind.Byte:
                Take(1);
                break;
            case CompactKind.Int16 or CompactKind.Int32 or CompactKind.Int64:
                Unsigned();
                break;
            case CompactKind.Double:
                Take(sizeof(double));
                break;
            case CompactKind.Binary:
                Binary();
                break;
            case CompactKind.List or CompactKind.Set:
                (CompactKind each, int count) = List();
                for (int i = 0; i < count; i++) SkipElement(each, depth);
                break;
            case CompactKind.Map:
                SkipMap(depth);
                break;
            case CompactKind.Struct:
                for (int id = 0; Field(ref id) is var field and not CompactKind.Stop;) Skip(field, depth + 1);
                break;
            default:
                throw Malformed();
        }
    }

    private void SkipMap(int depth)
    {
        ulong count = Unsigned();
        if (count == 0) return;
        if (count > (ulong)_rest.Length) throw Malformed();
        int kinds = Octet();
        for (ulong i = 0; i < count; i++)
        {
            SkipElement((CompactKind)(kinds >> 4), depth);
            SkipElement((CompactKind)(kinds & 15), depth);
        }
    }

    // Within lists and maps truth takes an octet.
    private void SkipElement(CompactKind kind, int depth)
    {
        if (kind is CompactKind.True or CompactKind.False) Take(1);
        else Skip(kind, depth + 1);
    }

    private ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int octet = Octet();
            value |= (ulong)(octet & 0x7F) << shift;
            if (octet < 0x80) return value;
        }

        throw Malformed();
    }

    private int Octet() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length) throw Malformed();
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static InvalidDataException Malformed() => new("the octets are no structure of Thrift's compact protocol");
}
