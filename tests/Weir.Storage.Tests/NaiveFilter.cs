using System.Runtime.InteropServices;
using System.Text;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Syntax;
using Weir.Wire.Primitives;

namespace Weir.Storage.Tests;

/// <summary>What a filter means, said a second time and as simply as can be: record by record, from the tree as it was written.</summary>
internal static class NaiveFilter
{
    internal static bool Matches(Predicate filter, FlowBatch batch, int row) => filter switch
    {
        AndPredicate and => Matches(and.Left, batch, row) && Matches(and.Right, batch, row),
        OrPredicate or => Matches(or.Left, batch, row) || Matches(or.Right, batch, row),
        NotPredicate not => !Matches(not.Operand, batch, row),
        NumberPredicate test => Number(batch, test.Column, row) is { } value && test.Ranges.Any(range => range.Low <= value && value <= range.High),
        TextPredicate test => batch.IsValid(test.Column, row)
            && test.Values.Contains(Encoding.UTF8.GetString(batch.Text((FlowColumn<BatchText>)test.Column, row)), StringComparer.Ordinal),
        PatternPredicate { IsRegex: false } test => batch.IsValid(test.Column, row) && Like(Encoding.UTF8.GetString(batch.Text((FlowColumn<BatchText>)test.Column, row)), test.Pattern),
        PatternPredicate test => batch.IsValid(test.Column, row)
            && System.Text.RegularExpressions.Regex.IsMatch(Encoding.UTF8.GetString(batch.Text((FlowColumn<BatchText>)test.Column, row)), test.Pattern),
        ColumnsPredicate test => Order(batch, test.Left, test.Right, row) is { } order && Compare(test.Operator, order, 0),
        BitsPredicate test => Number(batch, test.Column, row) is { } value && ((ulong)value & test.Mask) == test.Mask,
        AddressPredicate test => batch.IsValid(test.Column, row)
            && batch.Column((FlowColumn<IpAddress>)test.Column)[row] is var address && test.Ranges.Any(range => range.Low <= address && address <= range.High),
        DerivedPredicate test => Measure(test.Measure, batch, row) is { } measure && Compare(test.Operator, measure, test.Value),
        _ => true,
    };

    private static bool Like(string text, string pattern)
    {
        if (pattern.Length == 0) return text.Length == 0;
        if (pattern[0] == '%') return Enumerable.Range(0, text.Length + 1).Any(at => Like(text[at..], pattern[1..]));
        return text.Length > 0 && (pattern[0] == '_' || pattern[0] == text[0]) && Like(text[1..], pattern[1..]);
    }

    private static double? Order(FlowBatch batch, FlowColumn left, FlowColumn right, int row)
    {
        if (!batch.IsValid(left, row) || !batch.IsValid(right, row)) return null;
        if (left is FlowColumn<IpAddress> address) return batch.Column(address)[row].CompareTo(batch.Column((FlowColumn<IpAddress>)right)[row]);
        if (left is FlowColumn<BatchText> text) return string.CompareOrdinal(Encoding.UTF8.GetString(batch.Text(text, row)), Encoding.UTF8.GetString(batch.Text((FlowColumn<BatchText>)right, row)));
        return Number(batch, left, row)!.Value.CompareTo(Number(batch, right, row)!.Value);
    }

    private static Int128? Number(FlowBatch batch, FlowColumn column, int row)
    {
        if (!batch.IsValid(column, row)) return null;
        if (column is FlowColumn<long> time) return batch.Column(time)[row];
        ulong value = 0;
        batch.Raw(column).Slice(row * column.Width, column.Width).CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(ref value)));
        return value;
    }

    private static double? Measure(DerivedMeasure measure, FlowBatch batch, int row)
    {
        double? bytes = (double?)(ulong?)Number(batch, FlowColumns.Bytes, row);
        double? packets = (double?)(ulong?)Number(batch, FlowColumns.Packets, row);
        double? duration = (double?)(long?)(Number(batch, FlowColumns.TimeFlowEndNs, row) - Number(batch, FlowColumns.TimeFlowStartNs, row));
        if (measure != DerivedMeasure.Duration && duration == 0) duration = null;
        return measure switch
        {
            DerivedMeasure.Duration => duration,
            DerivedMeasure.BitsPerSecond => bytes * 8e9 / duration,
            DerivedMeasure.PacketsPerSecond => packets * 1e9 / duration,
            _ => packets == 0 ? null : bytes / packets,
        };
    }

    private static bool Compare(TermOperator op, double left, double right) => op switch
    {
        TermOperator.Less => left < right,
        TermOperator.LessOrEqual => left <= right,
        TermOperator.Greater => left > right,
        TermOperator.GreaterOrEqual => left >= right,
        _ => left == right,
    };
}
