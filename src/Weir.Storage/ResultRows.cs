using Weir.Flows.Columns;
using Weir.Query.Results;
using Weir.Storage.DuckDb;
using Weir.Wire.Primitives;

namespace Weir.Storage;

/// <summary>Turns chunks of stored columns into rows of values, a column at a time.</summary>
internal static class ResultRows
{
    internal static void Add(DuckDbChunk chunk, IReadOnlyList<ResultColumn> columns, List<ResultValue[]> rows)
    {
        int first = rows.Count;
        int count = chunk.Count;
        for (int row = 0; row < count; row++) rows.Add(new ResultValue[columns.Count]);
        int at = 0;
        for (int column = 0; column < columns.Count; column++)
        {
            switch (columns[column].Type)
            {
                case LogicalType.Address:
                    Span<ulong> high = chunk.Values<ulong>(at);
                    Span<ulong> low = chunk.Values<ulong>(at + 1);
                    for (int row = 0; row < count; row++)
                    {
                        if (chunk.IsValid(at, row)) rows[first + row][column] = ResultValue.Of(new IpAddress(high[row], low[row]));
                    }

                    at++;
                    break;
                case LogicalType.UInt8:
                    Widen<byte>(chunk, at, rows, first, column);
                    break;
                case LogicalType.UInt16:
                    Widen<ushort>(chunk, at, rows, first, column);
                    break;
                case LogicalType.UInt32:
                    Widen<uint>(chunk, at, rows, first, column);
                    break;
                case LogicalType.Text:
                    for (int row = 0; row < count; row++)
                    {
                        if (chunk.IsValid(at, row)) rows[first + row][column] = ResultValue.Of(chunk.Text(at, row));
                    }

                    break;
                default:
                    Widen<ulong>(chunk, at, rows, first, column);
                    break;
            }

            at++;
        }
    }

    private static void Widen<T>(DuckDbChunk chunk, int at, List<ResultValue[]> rows, int first, int column)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        Span<T> values = chunk.Values<T>(at);
        for (int row = 0; row < chunk.Count; row++)
        {
            if (chunk.IsValid(at, row)) rows[first + row][column] = ResultValue.Of(ulong.CreateTruncating(values[row]));
        }
    }
}
