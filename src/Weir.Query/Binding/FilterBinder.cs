using Weir.Flows.Columns;
using Weir.Query.Syntax;

namespace Weir.Query.Binding;

/// <summary>Gives a filter its meaning: fields become columns, values are checked against the column's type and range.</summary>
public static class FilterBinder
{
    /// <summary>Parses and binds.</summary>
    /// <param name="text">The filter.</param>
    /// <param name="library">Where saved filters are; <see langword="null"/>: there are none.</param>
    /// <exception cref="FilterException">The text is not a filter, or a value does not fit its field.</exception>
    public static Predicate Bind(string text, IFilterLibrary? library = null) => Bind(FilterParser.Parse(text, library));

    /// <summary>Binds a tree.</summary>
    /// <exception cref="FilterException">A value does not fit its field.</exception>
    public static Predicate Bind(FilterNode node) => node switch
    {
        AndNode and => new AndPredicate(Bind(and.Left), Bind(and.Right)),
        OrNode or => new OrPredicate(Bind(or.Left), Bind(or.Right)),
        NotNode { Operand: TermNode { Operator: TermOperator.Is } flags } when Flags(flags) is { } bits => new NotPredicate(AnyOf(bits)),
        NotNode not => new NotPredicate(Bind(not.Operand)),
        WordNode word => Word(word),
        TermNode term => Term(term),
        CompareNode compare => Compare(compare),
        SavedNode saved => Saved(saved),
        _ => EverythingPredicate.Instance,
    };

    private static BitsPredicate? Flags(TermNode term) =>
        FilterVocabulary.Find(term.Field) is { Columns: [{ } column] } && column == FlowColumns.TcpFlags ? Term(term) as BitsPredicate : null;

    // `not flags AR` is none of them, as nfdump has it: people who write `flags S and not flags AR` mean the first packets.
    private static Predicate AnyOf(BitsPredicate bits)
    {
        Predicate? any = null;
        for (ulong bit = 1; bit != 0 && bit <= bits.Mask; bit <<= 1)
        {
            if ((bits.Mask & bit) == 0) continue;
            var one = new BitsPredicate(bits.Column, bit);
            any = any is null ? one : new OrPredicate(any, one);
        }

        return any ?? bits;
    }

    private static Predicate Word(WordNode node)
    {
        if (ProtocolNames.TryFind(node.Word, out byte protocol)) return new NumberPredicate(FlowColumns.Proto, [new(protocol, protocol)]);
        // Exporters need not send the EtherType, but one address at least.
        return node.Word switch
        {
            "ip6" or "ipv6" or "inet6" => EitherAddress(AddressRange.V6),
            "ip4" or "ipv4" or "inet" => EitherAddress([AddressRange.V4]),
            _ => EitherAddress([AddressRange.V4, .. AddressRange.V6]),
        };
    }

    private static OrPredicate EitherAddress(IReadOnlyList<AddressRange> ranges) =>
        new(new AddressPredicate(FlowColumns.SrcAddr, ranges), new AddressPredicate(FlowColumns.DstAddr, ranges));

    private static Predicate Term(TermNode term)
    {
        FilterField field = FilterVocabulary.Find(term.Field) ?? throw new FilterException($"unknown field '{term.Field}'", term.Span);
        if (term.Operator == TermOperator.NotEqual) return new NotPredicate(Term(term with { Operator = TermOperator.Equal }));
        if (term.Operator is TermOperator.Like or TermOperator.Matches && field.Columns is not [{ Type: LogicalType.Text }, ..])
            throw new FilterException($"'{field.Phrase}' is not text, which '{FilterPrinter.Symbol(term.Operator)}' is for: write =, < or in [...]", term.Span);
        if (field.Derived is { } measure) return DerivedBinder.Bind(measure, field, term);
        Predicate? any = null;
        foreach (FlowColumn column in field.Columns)
        {
            Predicate one = Column(column, field, term);
            any = any is null ? one : field.IsAll ? new AndPredicate(any, one) : new OrPredicate(any, one);
        }

        return any!;
    }

    private static Predicate Saved(SavedNode saved)
    {
        try
        {
            return Bind(saved.Filter);
        }
        catch (FilterException wrong)
        {
            throw new FilterException($"in the saved filter '{saved.Name}': {wrong.Message}", saved.Span);
        }
    }

    private static Predicate Compare(CompareNode node)
    {
        if (node.Operator == TermOperator.NotEqual) return new NotPredicate(Compare(node with { Operator = TermOperator.Equal }));
        FlowColumn left = Single(node.Left, node.Span);
        FlowColumn right = Single(node.Right, node.Span);
        if (Kind(left) != Kind(right)) throw new FilterException($"'{left.Name}' and '{right.Name}' at column {node.Span.Column} hold different things", node.Span);
        if (left.Type == LogicalType.Text && IsOrder(node.Operator)) throw new FilterException($"'{left.Name}' is text, which '{FilterPrinter.Symbol(node.Operator)}' does not compare: write = or !=", node.Span);
        return new ColumnsPredicate(left, node.Operator, right);
    }

    private static FlowColumn Single(string phrase, SourceSpan span) => FilterVocabulary.Find(phrase) is { Columns: [{ } only], DroppedBits: 0 }
        ? only
        : throw new FilterException($"'{phrase}' at column {span.Column} is not one column: say which, as 'src port > dst port'", span);

    // Numbers of any width compare; times, addresses, MACs and texts with their like.
    private static LogicalType Kind(FlowColumn column) => column.Type is LogicalType.UInt8 or LogicalType.UInt16 or LogicalType.UInt32 ? LogicalType.UInt64 : column.Type;

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
            if (term.Operator is TermOperator.Like or TermOperator.Matches) return PatternBinder.Bind(column, term);
            if (IsOrder(term.Operator)) throw new FilterException($"'{field.Phrase}' is text, which '{FilterPrinter.Symbol(term.Operator)}' does not compare: write = or !=", term.Span);
            return new TextPredicate(column, [.. values.Select(value => Held(column, value.Text))]);
        }

        var numbers = new NumberRange[values.Count];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = NumberValue.Read(column, field, values[i]);
        if (term.Operator == TermOperator.Is && column == FlowColumns.TcpFlags && numbers[0].Low == numbers[0].High)
            return new BitsPredicate(column, (ulong)numbers[0].Low);
        NumberRange[] ranges = Ordered(NumberValue.Limits(column, field), term, numbers[0], values[0]) is { } side ? side : numbers;
        return new NumberPredicate(column, field.DroppedBits == 0 ? ranges : [.. ranges.Select(range => new NumberRange(range.Low << field.DroppedBits, (range.High << field.DroppedBits) | ((1 << field.DroppedBits) - 1)))]);
    }

    // Countries are held in capital letters, and people write others as well.
    private static string Held(FlowColumn column, string text) => column == FlowColumns.SrcCountry || column == FlowColumns.DstCountry ? text.ToUpperInvariant() : text;

    /// <summary>The numbers on one side of a value, for <c>&lt; &lt;= &gt; &gt;=</c>; otherwise nothing.</summary>
    private static NumberRange[]? Ordered(NumberRange all, TermNode term, NumberRange value, ValueText text)
    {
        if (!IsOrder(term.Operator)) return null;
        if (value.Low != value.High) throw new FilterException($"'{FilterPrinter.Symbol(term.Operator)}' takes one value, not the range '{text.Text}' at column {text.Span.Column}", text.Span);
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
