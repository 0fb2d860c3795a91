using System.Runtime.InteropServices;
using System.Text;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Syntax;
using Weir.Wire.Primitives;

namespace Weir.Query.Matching;

/// <summary>Tests records in memory as the archive's database tests them there; nothing is allocated for a record.</summary>
public static class RecordFilter
{
    private const int MaxTextLength = 256; // characters; a text of a batch has 254 octets at most

    /// <summary>Whether a filter passes a row of a batch.</summary>
    public static bool Matches(Predicate filter, FlowBatch batch, int row) => filter switch
    {
        EverythingPredicate => true,
        AndPredicate and => Matches(and.Left, batch, row) && Matches(and.Right, batch, row),
        OrPredicate or => Matches(or.Left, batch, row) || Matches(or.Right, batch, row),
        NotPredicate not => !Matches(not.Operand, batch, row),
        NumberPredicate test => batch.IsValid(test.Column, row) && IsIn(test.Ranges, Number(batch, test.Column, row)),
        AddressPredicate test => batch.IsValid(test.Column, row) && IsIn(test.Ranges, batch.Column((FlowColumn<IpAddress>)test.Column)[row]),
        TextPredicate test => batch.IsValid(test.Column, row) && IsOneOf(test.Values, batch.Text((FlowColumn<BatchText>)test.Column, row)),
        PatternPredicate test => batch.IsValid(test.Column, row) && Matches(test, batch.Text((FlowColumn<BatchText>)test.Column, row)),
        ColumnsPredicate test => batch.IsValid(test.Left, row) && batch.IsValid(test.Right, row) && ColumnComparison.Matches(test, batch, row),
        BitsPredicate test => batch.IsValid(test.Column, row) && ((ulong)Number(batch, test.Column, row) & test.Mask) == test.Mask,
        DerivedPredicate test => TryMeasure(test.Measure, batch, row, out double value) && Compare(value, test.Operator, test.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter.GetType().Name, "a predicate that nothing tests"),
    };

    private static bool IsIn(IReadOnlyList<NumberRange> ranges, Int128 value)
    {
        for (int i = 0; i < ranges.Count; i++)
        {
            if (ranges[i].Low <= value && value <= ranges[i].High) return true;
        }

        return false;
    }

    private static bool IsIn(IReadOnlyList<AddressRange> ranges, IpAddress value)
    {
        for (int i = 0; i < ranges.Count; i++)
        {
            if (ranges[i].Low <= value && value <= ranges[i].High) return true;
        }

        return false;
    }

    private static bool IsOneOf(IReadOnlyList<string> values, ReadOnlySpan<byte> utf8)
    {
        Span<char> text = stackalloc char[MaxTextLength];
        text = text[..Encoding.UTF8.GetChars(utf8, text)];
        for (int i = 0; i < values.Count; i++)
        {
            if (text.SequenceEqual(values[i])) return true;
        }

        return false;
    }

    private static bool Matches(PatternPredicate test, ReadOnlySpan<byte> utf8)
    {
        Span<char> text = stackalloc char[MaxTextLength];
        return test.InMemory.IsMatch(text[..Encoding.UTF8.GetChars(utf8, text)]);
    }

    /// <summary>The value of an integer, time or MAC column.</summary>
    internal static Int128 Number(FlowBatch batch, FlowColumn column, int row)
    {
        ReadOnlySpan<byte> octets = batch.Raw(column).Slice(row * column.Width, column.Width);
        return column.Width switch
        {
            sizeof(byte) => octets[0],
            sizeof(ushort) => MemoryMarshal.Read<ushort>(octets),
            sizeof(uint) => MemoryMarshal.Read<uint>(octets),
            _ when column.Type == LogicalType.Time => MemoryMarshal.Read<long>(octets),
            _ => MemoryMarshal.Read<ulong>(octets),
        };
    }

    private static bool TryMeasure(DerivedMeasure measure, FlowBatch batch, int row, out double value)
    {
        value = 0;
        bool hasTimes = batch.IsValid(FlowColumns.TimeFlowStartNs, row) && batch.IsValid(FlowColumns.TimeFlowEndNs, row);
        double duration = hasTimes ? batch.Column(FlowColumns.TimeFlowEndNs)[row] - batch.Column(FlowColumns.TimeFlowStartNs)[row] : 0;
        switch (measure)
        {
            case DerivedMeasure.Duration:
                value = duration;
                return hasTimes;
            case DerivedMeasure.BitsPerSecond:
                return TryRatio(batch, FlowColumns.Bytes, 8e9, duration, row, out value);
            case DerivedMeasure.PacketsPerSecond:
                return TryRatio(batch, FlowColumns.Packets, 1e9, duration, row, out value);
            default:
                return batch.IsValid(FlowColumns.Packets, row) && TryRatio(batch, FlowColumns.Bytes, 1, batch.Column(FlowColumns.Packets)[row], row, out value);
        }
    }

    private static bool TryRatio(FlowBatch batch, FlowColumn<ulong> counter, double scale, double divisor, int row, out double value)
    {
        bool has = divisor != 0 && batch.IsValid(counter, row);
        value = has ? batch.Column(counter)[row] * scale / divisor : 0;
        return has;
    }

    private static bool Compare(double left, TermOperator op, double right) => op switch
    {
        TermOperator.NotEqual => left != right,
        TermOperator.Less => left < right,
        TermOperator.LessOrEqual => left <= right,
        TermOperator.Greater => left > right,
        TermOperator.GreaterOrEqual => left >= right,
        _ => left == right,
    };
}
