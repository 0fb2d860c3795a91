using System.Numerics;
using Weir.Query.Results;
using Weir.Storage.DuckDb;
using Weir.Wire.Primitives;

namespace Weir.Storage;

/// <summary>Turns chunks of vectors into rows of values, a column at a time.</summary>
internal static class ResultRows
{
    /// <param name="chunk">Its vectors are those of the columns, in order; an address has two.</param>
    /// <param name="types">The types of its vectors.</param>
    /// <param name="columns">What the values mean.</param>
    /// <param name="rows">Takes the rows.</param>
    internal static void Add(DuckDbChunk chunk, ReadOnlySpan<DuckDbType> types, IReadOnlyList<ResultColumn> columns, List<ResultValue[]> rows)
    {
        int first = rows.Count;
        int count = chunk.Count;
        for (int row = 0; row < count; row++) rows.Add(new ResultValue[columns.Count]);
        int at = 0;
        for (int column = 0; column < columns.Count; column++, at++)
        {
            if (columns[column].Type is ResultType.Address or ResultType.Prefix)
            {
                Span<ulong> high = chunk.Values<ulong>(at);
                Span<ulong> low = chunk.Values<ulong>(at + 1);
                for (int row = 0; row < count; row++)
                {
                    if (chunk.IsValid(at, row)) rows[first + row][column] = ResultValue.Of(new IpAddress(high[row], low[row]));
                }

                at++;
                continue;
            }

            Read(chunk, at, types[at], rows, first, column);
        }
    }

    private static void Read(DuckDbChunk chunk, int at, DuckDbType type, List<ResultValue[]> rows, int first, int column)
    {
        switch (type)
        {
            case DuckDbType.Boolean or DuckDbType.UTinyInt: Widen<byte>(); break;
            case DuckDbType.TinyInt: Widen<sbyte>(); break;
            case DuckDbType.USmallInt: Widen<ushort>(); break;
            case DuckDbType.SmallInt: Widen<short>(); break;
            case DuckDbType.UInteger: Widen<uint>(); break;
            case DuckDbType.Integer: Widen<int>(); break;
            case DuckDbType.UBigInt or DuckDbType.Double: Widen<ulong>(); break;
            case DuckDbType.BigInt: Widen<long>(); break;
            case DuckDbType.HugeInt:
                Span<Int128> wide = chunk.Values<Int128>(at);
                for (int row = 0; row < chunk.Count; row++)
                {
                    if (chunk.IsValid(at, row)) rows[first + row][column] = ResultValue.Of(wide[row]);
                }

                break;
            case DuckDbType.Float:
                Span<float> reals = chunk.Values<float>(at);
                for (int row = 0; row < chunk.Count; row++)
                {
                    if (chunk.IsValid(at, row)) rows[first + row][column] = ResultValue.Of((double)reals[row]);
                }

                break;
            case DuckDbType.Varchar:
                for (int row = 0; row < chunk.Count; row++)
                {
                    if (chunk.IsValid(at, row)) rows[first + row][column] = ResultValue.Of(chunk.Text(at, row));
                }

                break;
            default:
                throw new NotSupportedException($"values of DuckDB's type {type} are not read");
        }

        // Signs are extended, and the 64 bits of a real number stay as they are.
        void Widen<T>()
            where T : unmanaged, IBinaryInteger<T>
        {
            Span<T> values = chunk.Values<T>(at);
            for (int row = 0; row < chunk.Count; row++)
            {
                if (chunk.IsValid(at, row)) rows[first + row][column] = ResultValue.Of(ulong.CreateTruncating(values[row]));
            }
        }
    }
}
