using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Weir.Storage.Parquet;

/// <summary>
/// The footer of a Parquet file, as far as it says which files a question need not open: an engine takes milliseconds to open a file, its footer is
/// read in a tenth of one. What a footer does not tell, or tells in a way that this does not know, makes a file one that has to be opened.
/// </summary>
internal static class ParquetFooter
{
    // Footers of ours have 10 to 20 kB, and some 20 kB of names more where an hour was compacted; another's of this size is opened and not looked at.
    private const int MaxLength = 16 * 1024 * 1024, FirstRead = 64 * 1024;

    private const int TrailerLength = 8;

    private const int PhysicalInt64 = 2;

    /// <summary>What a file tells of a column.</summary>
    /// <returns><see langword="null"/> where it does not, is not there, or is no Parquet file.</returns>
    internal static ColumnRange? Range(string path, ReadOnlySpan<byte> column)
    {
        byte[] tail = ArrayPool<byte>.Shared.Rent(FirstRead);
        try
        {
            using SafeFileHandle file = File.OpenHandle(path);
            long length = RandomAccess.GetLength(file);
            int read = ReadEnd(file, length, tail.AsSpan(0, FirstRead));
            if (FooterLength(tail.AsSpan(0, read)) is not { } footer || footer + TrailerLength > length) return null;
            if (footer + TrailerLength > read)
            {
                ArrayPool<byte>.Shared.Return(tail);
                tail = ArrayPool<byte>.Shared.Rent(footer + TrailerLength);
                read = ReadEnd(file, length, tail.AsSpan(0, footer + TrailerLength));
                if (read < footer + TrailerLength) return null;
            }

            return RangeIn(tail.AsSpan(read - TrailerLength - footer, footer), column);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Who opens it says so.
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(tail);
        }
    }

    /// <summary>What a footer tells of a column: the octets of its <c>FileMetaData</c>.</summary>
    /// <inheritdoc cref="Range"/>
    internal static ColumnRange? RangeIn(ReadOnlySpan<byte> footer, ReadOnlySpan<byte> column)
    {
        try
        {
            var reader = new CompactProtocolReader(footer);
            ColumnRange? all = null;
            for (int id = 0; reader.Field(ref id) is var kind and not CompactKind.Stop;)
            {
                if (id != 4 || kind != CompactKind.List)
                {
                    reader.Skip(kind);
                    continue;
                }

                (CompactKind each, int groups) = reader.List();
                all = new(long.MaxValue, long.MinValue, 0);
                for (int group = 0; group < groups; group++)
                {
                    if (OfGroup(ref reader, each, column) is not { } range) return null;
                    all = new(Math.Min(all.Value.Least, range.Least), Math.Max(all.Value.Greatest, range.Greatest), all.Value.Absent + range.Absent);
                }
            }

            return all;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static int ReadEnd(SafeFileHandle file, long length, Span<byte> tail)
    {
        if (length < tail.Length) tail = tail[..(int)length];
        int filled = 0;
        while (filled < tail.Length && RandomAccess.Read(file, tail[filled..], length - tail.Length + filled) is var read and > 0) filled += read;
        return filled == tail.Length ? filled : 0;
    }

    private static int? FooterLength(ReadOnlySpan<byte> tail) =>
        tail.Length >= TrailerLength && tail[^4..].SequenceEqual("PAR1"u8) && BinaryPrimitives.ReadInt32LittleEndian(tail[^TrailerLength..]) is var length and > 0 and <= MaxLength ? length : null;

    /// <summary>RowGroup: its columns are field 1.</summary>
    private static ColumnRange? OfGroup(ref CompactProtocolReader reader, CompactKind element, ReadOnlySpan<byte> column)
    {
        Expect(CompactKind.Struct, element);
        ColumnRange? found = null;
        for (int id = 0; reader.Field(ref id) is var kind and not CompactKind.Stop;)
        {
            if (id != 1 || kind != CompactKind.List)
            {
                reader.Skip(kind);
                continue;
            }

            (CompactKind each, int count) = reader.List();
            for (int i = 0; i < count; i++) found = OfChunk(ref reader, each, column) ?? found;
        }

        return found;
    }

    /// <summary>ColumnChunk: its metadata is field 3.</summary>
    private static ColumnRange? OfChunk(ref CompactProtocolReader reader, CompactKind element, ReadOnlySpan<byte> column)
    {
        Expect(CompactKind.Struct, element);
        ColumnRange? found = null;
        for (int id = 0; reader.Field(ref id) is var kind and not CompactKind.Stop;)
        {
            if (id == 3 && kind == CompactKind.Struct) found = OfMetadata(ref reader, column);
            else reader.Skip(kind);
        }

        return found;
    }

    /// <summary>ColumnMetaData: type is field 1, path 3, number of values 5, statistics 12.</summary>
    private static ColumnRange? OfMetadata(ref CompactProtocolReader reader, ReadOnlySpan<byte> column)
    {
        (bool isNamed, bool isNumber, long values, ColumnRange? told) = (false, false, -1, null);
        for (int id = 0; reader.Field(ref id) is var kind and not CompactKind.Stop;)
        {
            switch (id, kind)
            {
                case (1, CompactKind.Int32):
                    isNumber = reader.Number() == PhysicalInt64;
                    break;
                case (3, CompactKind.List):
                    isNamed = IsPath(ref reader, column);
                    break;
                case (5, CompactKind.Int64):
                    values = reader.Number();
                    break;
                case (12, CompactKind.Struct) when isNamed && isNumber:
                    told = OfStatistics(ref reader, values);
                    break;
                default:
                    reader.Skip(kind);
                    break;
            }
        }

        return told;
    }

    private static bool IsPath(ref CompactProtocolReader reader, ReadOnlySpan<byte> column)
    {
        (CompactKind each, int parts) = reader.List();
        bool isNamed = parts == 1;
        for (int part = 0; part < parts; part++)
        {
            Expect(CompactKind.Binary, each);
            isNamed &= reader.Binary().SequenceEqual(column);
        }

        return isNamed;
    }

    /// <summary>Statistics: rows without value are field 3, the greatest value 5, the least 6; 1 and 2 are of an order that was left undefined.</summary>
    private static ColumnRange? OfStatistics(ref CompactProtocolReader reader, long values)
    {
        (long? absent, long? greatest, long? least) = (null, null, null);
        for (int id = 0; reader.Field(ref id) is var kind and not CompactKind.Stop;)
        {
            switch (id, kind)
            {
                case (3, CompactKind.Int64):
                    absent = reader.Number();
                    break;
                case (5 or 6, CompactKind.Binary):
                    long value = BinaryPrimitives.TryReadInt64LittleEndian(reader.Binary(), out long number) ? number : throw new InvalidDataException("a bound of a number has too few octets");
                    if (id == 5) greatest = value;
                    else least = value;
                    break;
                default:
                    reader.Skip(kind);
                    break;
            }
        }

        if (absent is not { } rows || rows < 0) return null;
        if (least is { } from && greatest is { } to) return new(from, to, rows);
        return rows == values ? new(long.MaxValue, long.MinValue, rows) : null;
    }

    private static void Expect(CompactKind expected, CompactKind kind)
    {
        if (kind != expected) throw new InvalidDataException($"a list of {expected} is one of {kind}");
    }
}
