using System.Buffers;
using System.Buffers.Binary;
using Weir.Storage.DuckDb;

namespace Weir.Storage.Arrow;

/// <summary>The values of a column on their way into a record batch: which rows have one, and the values, or the ends of texts and the texts.</summary>
internal sealed class ArrowColumn(string name, ArrowType type)
{
    private readonly ArrayBufferWriter<byte> _validity = new();
    private readonly ArrayBufferWriter<byte> _ends = new();
    private readonly ArrayBufferWriter<byte> _values = new();
    private int _rows;

    internal string Name => name;

    internal ArrowType Type => type;

    /// <summary>Rows without a value.</summary>
    internal int Nulls { get; private set; }

    /// <summary>The buffers, in the order of the format; that of validity is empty where all rows have values.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Buffers
    {
        get
        {
            yield return Nulls == 0 ? default : _validity.WrittenMemory;
            if (type.Kind == ArrowType.Text) yield return _ends.WrittenMemory;
            yield return _values.WrittenMemory;
        }
    }

    /// <summary>Adds the rows of a chunk.</summary>
    internal void Append(DuckDbChunk chunk, int column)
    {
        int count = chunk.Count;
        ReadOnlySpan<ulong> words = chunk.Validity(column);
        for (int row = 0; row < count; row++) AddValidity(words.IsEmpty || (words[row >> 6] >> row & 1) != 0);
        if (type.Kind != ArrowType.Text)
        {
            _values.Write(chunk.Octets(column, type.Octets)[..(count * type.Octets)]);
            return;
        }

        if (_ends.WrittenCount == 0) AddEnd();
        for (int row = 0; row < count; row++)
        {
            if (words.IsEmpty || (words[row >> 6] >> row & 1) != 0) _values.Write(chunk.TextOctets(column, row));
            AddEnd();
        }
    }

    /// <summary>Forgets all rows.</summary>
    internal void Clear()
    {
        _validity.ResetWrittenCount();
        _ends.ResetWrittenCount();
        _values.ResetWrittenCount();
        (_rows, Nulls) = (0, 0);
    }

    private void AddValidity(bool isValid)
    {
        if ((_rows & 7) == 0) _validity.Write<byte>([0]);
        if (isValid) System.Runtime.InteropServices.MemoryMarshal.AsMemory(_validity.WrittenMemory).Span[_rows >> 3] |= (byte)(1 << (_rows & 7));
        else Nulls++;
        _rows++;
    }

    private void AddEnd()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_ends.GetSpan(sizeof(int)), _values.WrittenCount);
        _ends.Advance(sizeof(int));
    }
}
