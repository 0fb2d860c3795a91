using System.Runtime.CompilerServices;

namespace Weir.Storage.DuckDb;

/// <summary>Up to 2,048 rows in vectors, one for each column; got from a result or filled for an appender.</summary>
public sealed unsafe class DuckDbChunk : IDisposable
{
    /// <summary>Rows a chunk holds at most.</summary>
    public const int Capacity = 2048;

    private readonly int _columns;

    internal DuckDbChunk(DuckDbChunkHandle handle, int columns)
    {
        Handle = handle;
        _columns = columns;
    }

    /// <summary>An empty chunk with vectors of the types.</summary>
    public static DuckDbChunk Create(ReadOnlySpan<DuckDbType> types)
    {
        Span<nint> logical = types.Length <= 256 ? stackalloc nint[types.Length] : new nint[types.Length];
        for (int i = 0; i < types.Length; i++) logical[i] = DuckDbNative.CreateLogicalType(types[i]);
        nint chunk;
        fixed (nint* first = logical) chunk = DuckDbNative.CreateDataChunk(first, (ulong)types.Length);
        foreach (ref nint type in logical) DuckDbNative.DestroyLogicalType(ref type);
        return new(new(chunk), types.Length);
    }

    /// <summary>A chunk that DuckDB owns and lends for the length of a call.</summary>
    internal static DuckDbChunk Borrow(nint chunk, int columns) => new(new(chunk, isOurs: false), columns);

    /// <summary>Rows held.</summary>
    public int Count
    {
        get => (int)DuckDbNative.ChunkSize(Handle);
        set => DuckDbNative.SetChunkSize(Handle, (ulong)value);
    }

    internal DuckDbChunkHandle Handle { get; }

    /// <summary>The values of a column. Valid while the chunk is.</summary>
    /// <typeparam name="T">The .NET type of the vector's width.</typeparam>
    public Span<T> Values<T>(int column)
        where T : unmanaged => new(DuckDbNative.VectorData(Vector(column)), Capacity);

    /// <summary>The octets of a column's values.</summary>
    /// <param name="column">Which column.</param>
    /// <param name="width">Octets of a value.</param>
    public Span<byte> Octets(int column, int width) => new(DuckDbNative.VectorData(Vector(column)), Capacity * width);

    /// <summary>The validity bitmap of a column, or empty where all rows have values.</summary>
    public ReadOnlySpan<ulong> Validity(int column)
    {
        ulong* words = DuckDbNative.VectorValidity(Vector(column));
        return words is null ? [] : new(words, Capacity / 64);
    }

    /// <summary>The validity bitmap of a column, to be written.</summary>
    public Span<ulong> WritableValidity(int column)
    {
        nint vector = Vector(column);
        DuckDbNative.EnsureValidityWritable(vector);
        return new(DuckDbNative.VectorValidity(vector), Capacity / 64);
    }

    /// <summary>Whether a row has a value in a column.</summary>
    public bool IsValid(int column, int row)
    {
        ReadOnlySpan<ulong> words = Validity(column);
        return words.IsEmpty || (words[row >> 6] >> row & 1) != 0;
    }

    /// <summary>Takes the value out of a row of a column that is being filled.</summary>
    public void SetNull(int column, int row) => WritableValidity(column)[row >> 6] &= ~(1UL << row);

    /// <summary>The text in a row of a text column: 4 octets of length, then either the text itself (up to 12) or its prefix and a pointer.</summary>
    public string Text(int column, int row) => System.Text.Encoding.UTF8.GetString(TextOctets(column, row));

    /// <summary>The octets of such a text. Valid while the chunk is.</summary>
    public ReadOnlySpan<byte> TextOctets(int column, int row)
    {
        byte* at = (byte*)DuckDbNative.VectorData(Vector(column)) + 16 * row;
        int length = *(int*)at;
        return new(length <= 12 ? at + 4 : *(byte**)(at + 8), length);
    }

    /// <summary>Copies a text into a row of a text column.</summary>
    /// <param name="column">Which column.</param>
    /// <param name="row">Which row.</param>
    /// <param name="utf8">Valid UTF-8.</param>
    public void SetText(int column, int row, ReadOnlySpan<byte> utf8)
    {
        fixed (byte* text = utf8) DuckDbNative.AssignText(Vector(column), (ulong)row, text, (ulong)utf8.Length);
    }

    /// <summary>Empties the chunk for its next use.</summary>
    public void Reset() => DuckDbNative.ResetDataChunk(Handle);

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Vector(int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)_columns);
        return DuckDbNative.ChunkVector(Handle, (ulong)column);
    }
}
