using Weir.Flows.Columns;
using Weir.Query.Syntax;

namespace Weir.Query.Binding;

/// <summary>Gives a filter its meaning: fields become columns, values are checked against the column's type and range.</summary>
public static class FilterBinder
{
    /// <summary>Parses and binds.</summary>
    /// <exception cref="FilterException">The text is not a filter, or a value does not fit its field.</exception>
    public static Predicate Bind(string text) => Bind(FilterParser.Parse(text));

    /// <summary>Binds a tree.</summary>
    /// <exception cref="FilterException">A value does not fit its field.</exception>
    public static Predicate Bind(FilterNode node) => node switch
    {
        AndNode and => new AndPredicate(Bind(and.Left), Bind(and.Right)),
        OrNode or => new OrPredicate(Bind(or.Left), Bind(or.Right)),
        NotNode not => new NotPredicate(Bind(not.Operand)),
        WordNode word => Word(word),
        TermNode term => Term(term),
        _ => EverythingPredicate.Instance,
    };

    private static Predicate Word(WordNode node)
    {
        if (ProtocolNames.TryFind(node.Word, out byte protocol)) return new NumberPredicate(FlowColumns.Proto, [new(protocol, protocol)]);
        // Exporters need not send the EtherType, but one address at least.
        return node.Word switch
        {
            "ip6" or "ipv6" => EitherAddress(AddressRange.V6),
            "ip4" or "ipv4" => EitherAddress([AddressRange.V4]),
            _ => EitherAddress([AddressRange.V4, .. AddressRange.V6]),
        };
    }

    private static OrPredicate EitherAddress(IReadOnlyList<AddressRange> ranges) =>
        new(new AddressPredicate(FlowColumns.SrcAddr, ranges), new AddressPredicate(FlowColumns.DstAddr, ranges));

    private static Predicate Term(TermNode term)
    {
        FilterField field = FilterVocabulary.Find(term.Field) ?? throw new FilterException($"unknown field '{term.Field}'", term.Span);
        if (term.Operator == TermOperator.NotEqual) return new NotPredicate(Term(term with { Operator = TermOperator.Equal }));
        if (field.Derived is { } measure) return DerivedBinder.Bind(measure, field, term);
        Predicate? any = null;
        foreach (FlowColumn column in field.Columns)
        {
            Predicate one = Column(column, field, term);
            any = any is null ? one : new OrPredicate(any, one);
        }

        return any!;
    }

    private static Predicate Column(FlowColumn column, FilterField field, TermNode term)
    {
        IReadOnlyList<ValueText> values = term.Values.Values;
        if (column.Type == LogicalType.Address)
        {
            var addresses = new AddressRange[values.Count];
            for (int i = 0; i < addresses.Length; i++) addresses[i] = AddressValue.Read(field, values[i]);
            return new AddressPredicate(column, Ordered(term, addresses[0], values[0]) is { } half ? half : addresses);
        }

        if (column.Type == LogicalType.Text)
        {
            if (IsOrder(term.Operator)) throw new FilterException($"'{field.Phrase}' is text, which '{FilterPrinter.Symbol(term.Operator)}' does not compare: write = or !=", term.Span);
            return new TextPredicate(column, [.. values.Select(value => value.Text)]);
        }

        var numbers = new NumberRange[values.Count];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = NumberValue.Read(column, field, values[i]);
        if (term.Operator == TermOperator.Is && column == FlowColumns.TcpFlags && numbers[0].Low == numbers[0].High)
            return new BitsPredicate(column, (ulong)numbers[0].Low);
        return new NumberPredicate(column, Ordered(column, term, numbers[0], values[0]) is { } side ? side : numbers);
    }

    /// <summary>The numbers on one side of a value, for <c>&lt; &lt;= &gt; &gt;=</c>; otherwise nothing.</summary>
    private static NumberRange[]? Ordered(FlowColumn column, TermNode term, NumberRange value, ValueText text)
    {
        if (!IsOrder(term.Operator)) return null;
        if (value.Low != value.High) throw new FilterException($"'{FilterPrinter.Symbol(term.Operator)}' takes one value, not the range '{text.Text}' at column {text.Span.Column}", text.Span);
        NumberRange all = NumberValue.Limits(column.Type);
        NumberRange side = term.Operator switch
        {
            TermOperator.Less => new(all.Low, value.Low - 1),
            TermOperator.LessOrEqual => new(all.Low, value.Low),
            TermOperator.Greater => new(value.Low + 1, all.High),
            _ => new(value.Low, all.High),
        };
        return side.Low <= side.High ? [side] : [];
    }

    /// <summary>The addresses on one side of an address, for <c>&lt; &lt;= &gt; &gt;=</c>; otherwise nothing.</summary>
    private static AddressRange[]? Ordered(TermNode term, AddressRange value, ValueText text)
    {
        if (!IsOrder(term.Operator)) return null;
        if (value.Low != value.High) throw new FilterException($"'{FilterPrinter.Symbol(term.Operator)}' takes one address, not the prefix '{text.Text}' at column {text.Span.Column}", text.Span);
        UInt128 bits = new(value.Low.High, value.Low.Low);
        return term.Operator switch
        {
            TermOperator.Less => bits == 0 ? [] : [AddressRange.Of(0, bits - 1)],
            TermOperator.LessOrEqual => [AddressRange.Of(0, bits)],
            TermOperator.Greater => bits == UInt128.MaxValue ? [] : [AddressRange.Of(bits + 1, UInt128.MaxValue)],
            _ => [AddressRange.Of(bits, UInt128.MaxValue)],
        };
    }

    private static bool IsOrder(TermOperator op) => op is TermOperator.Less or TermOperator.LessOrEqual or TermOperator.Greater or TermOperator.GreaterOrEqual;
}
