using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Syntax;
using Weir.Wire.Primitives;

namespace Weir.Query.Sql;

/// <summary>
/// How the archive stores columns and how DuckDB asks about them. An address is two unsigned halves, <c>src_addr_hi</c> and
/// <c>src_addr_lo</c>, and times are milliseconds in files and nanoseconds to questions; docs/adr/0002-stored-form-of-addresses-times-and-macs.md says why.
/// </summary>
public static class DuckDbDialect
{
    /// <summary>The relation that queries read: a view of the archive's files that their runner defines.</summary>
    public const string Relation = "flows";

    /// <summary>The column of sums that says how many records they are of.</summary>
    public const string RecordCount = "flows";

    /// <summary>The columns of files that a column is kept in.</summary>
    public static IReadOnlyList<StoredColumn> InFiles(FlowColumn column) => column.Type == LogicalType.Time ? StoredTimes.Of(column) : Stored(column);

    /// <summary>The columns that questions see of a column and their SQL types, most significant first: those of files, but times in nanoseconds.</summary>
    public static IReadOnlyList<StoredColumn> Stored(FlowColumn column) => column.Type == LogicalType.Address
        ? [new(column.Name + "_hi", "UBIGINT"), new(column.Name + "_lo", "UBIGINT")]
        : [new(column.Name, TypeOf(column.Type))];

    /// <summary>Whether a record was sampled, as far as it is known.</summary>
    internal static readonly string IsSampled = $"{FlowColumns.SamplingRate.Name} > 1";

    /// <summary>
    /// What a measure counts in a record: as sent, or times its sampling rate. This is the one place where records are scaled; what
    /// nobody told the rate of stands as it was sent. 64 bits times 32 need more than 64.
    /// </summary>
    internal static string Measured(FlowColumn measure, bool scale) =>
        scale ? $"{measure.Name}::HUGEINT * greatest(coalesce({FlowColumns.SamplingRate.Name}, 1), 1)::HUGEINT" : measure.Name;

    /// <summary>A measure of a single record that no column holds, as sent; <see langword="null"/> in SQL where it would divide by zero.</summary>
    /// <param name="measure">Which.</param>
    /// <param name="durationType">SQL type that a duration itself has.</param>
    internal static string Derived(DerivedMeasure measure, string durationType)
    {
        string duration = $"({FlowColumns.TimeFlowEndNs.Name} - {FlowColumns.TimeFlowStartNs.Name})";
        return measure switch
        {
            DerivedMeasure.Duration => $"{duration}::{durationType}",
            DerivedMeasure.BitsPerSecond => $"{FlowColumns.Bytes.Name}::DOUBLE * 8e9 / nullif({duration}::DOUBLE, 0)",
            DerivedMeasure.PacketsPerSecond => $"{FlowColumns.Packets.Name}::DOUBLE * 1e9 / nullif({duration}::DOUBLE, 0)",
            _ => $"{FlowColumns.Bytes.Name}::DOUBLE / nullif({FlowColumns.Packets.Name}::DOUBLE, 0)",
        };
    }

    internal static void Numbers(SqlText sql, NumberPredicate test)
    {
        StoredColumn stored = Stored(test.Column)[0];
        NumberRange limits = NumberValue.Limits(test.Column.Type);
        if (test.Column.Type == LogicalType.Time)
        {
            Times(sql, test, limits);
            return;
        }

        int singles = 0;
        foreach (NumberRange range in test.Ranges) singles += range.Low == range.High ? 1 : 0;
        bool first = true;
        if (singles > 1)
        {
            sql.Append(stored.Name);
            foreach (NumberRange range in test.Ranges)
            {
                if (range.Low != range.High) continue;
                sql.Append(first ? " IN (" : ", ").Parameter(Value(range.Low), stored.SqlType);
                first = false;
            }

            sql.Append(")");
        }

        foreach (NumberRange range in test.Ranges)
        {
            if (range.Low == range.High && singles > 1) continue;
            sql.Append(first ? "" : " OR ").Append(stored.Name);
            first = false;
            if (range.Low == range.High) sql.Append(" = ").Parameter(Value(range.Low), stored.SqlType);
            else if (range.High == limits.High) sql.Append(" >= ").Parameter(Value(range.Low), stored.SqlType);
            else if (range.Low == limits.Low) sql.Append(" <= ").Parameter(Value(range.High), stored.SqlType);
            else sql.Append(" BETWEEN ").Parameter(Value(range.Low), stored.SqlType).Append(" AND ").Parameter(Value(range.High), stored.SqlType);
        }

        if (first) sql.Append("false");
    }

    private static void Times(SqlText sql, NumberPredicate test, NumberRange limits)
    {
        for (int i = 0; i < test.Ranges.Count; i++)
        {
            NumberRange range = test.Ranges[i];
            TimeCondition.Write(sql.Append(i > 0 ? " OR " : ""), test.Column, range.Low > limits.Low || range.High == limits.High ? range.Low : null, range.High < limits.High ? range.High : null);
        }

        if (test.Ranges.Count == 0) sql.Append("false");
    }

    internal static void Addresses(SqlText sql, AddressPredicate test)
    {
        IReadOnlyList<StoredColumn> stored = Stored(test.Column);
        for (int i = 0; i < test.Ranges.Count; i++)
        {
            sql.Append(i > 0 ? " OR " : "");
            AddressRange(sql, stored[0].Name, stored[1].Name, test.Ranges[i]);
        }

        if (test.Ranges.Count == 0) sql.Append("false");
    }

    internal static void Texts(SqlText sql, TextPredicate test)
    {
        StoredColumn stored = Stored(test.Column)[0];
        sql.Append(stored.Name).Append(" IN (");
        for (int i = 0; i < test.Values.Count; i++) sql.Append(i > 0 ? ", " : "").Parameter(SqlValue.Of(test.Values[i]), stored.SqlType);
        sql.Append(")");
    }

    internal static void Pattern(SqlText sql, PatternPredicate test)
    {
        StoredColumn stored = Stored(test.Column)[0];
        SqlValue pattern = SqlValue.Of(test.Pattern);
        if (test.IsRegex) sql.Append("regexp_matches(").Append(stored.Name).Append(", ").Parameter(pattern, stored.SqlType).Append(")");
        else sql.Append(stored.Name).Append(" LIKE ").Parameter(pattern, stored.SqlType);
    }

    internal static void Columns(SqlText sql, ColumnsPredicate test)
    {
        IReadOnlyList<StoredColumn> left = Stored(test.Left);
        IReadOnlyList<StoredColumn> right = Stored(test.Right);
        string op = FilterPrinter.Symbol(test.Operator);
        if (left.Count == 1) sql.Append($"{left[0].Name} {op} {right[0].Name}");
        else if (test.Operator == TermOperator.Equal) sql.Append($"{left[0].Name} = {right[0].Name} AND {left[1].Name} = {right[1].Name}");
        else sql.Append($"{left[0].Name} {op[..1]} {right[0].Name} OR ({left[0].Name} = {right[0].Name} AND {left[1].Name} {op} {right[1].Name})");
    }

    internal static void Bits(SqlText sql, BitsPredicate test)
    {
        StoredColumn stored = Stored(test.Column)[0];
        SqlValue mask = SqlValue.Of(test.Mask);
        sql.Append("(").Append(stored.Name).Append(" & ").Parameter(mask, stored.SqlType).Append(") = ").Parameter(mask, stored.SqlType);
    }

    internal static void Derived(SqlText sql, DerivedPredicate test)
    {
        sql.Append(Derived(test.Measure, "DOUBLE"));
        sql.Append(" ").Append(FilterPrinter.Symbol(test.Operator)).Append(" ").Parameter(SqlValue.Of(test.Value), "DOUBLE");
    }

    private static void AddressRange(SqlText sql, string high, string low, AddressRange range)
    {
        IpAddress from = range.Low;
        IpAddress to = range.High;
        if (from == to)
        {
            Half(sql, high, " = ", from.High).Append(" AND ");
            Half(sql, low, " = ", from.Low);
        }
        else if (from.High == to.High)
        {
            Half(sql, high, " = ", from.High).Append(" AND ");
            Half(sql, low, " BETWEEN ", from.Low).Append(" AND ").Parameter(SqlValue.Of(to.Low), "UBIGINT");
        }
        else if (from.Low == 0 && to.Low == ulong.MaxValue)
        {
            Half(sql, high, " BETWEEN ", from.High).Append(" AND ").Parameter(SqlValue.Of(to.High), "UBIGINT");
        }
        else
        {
            Half(sql.Append("("), high, " > ", from.High);
            Half(sql.Append(" OR "), high, " = ", from.High);
            Half(sql.Append(" AND "), low, " >= ", from.Low);
            Half(sql.Append(") AND ("), high, " < ", to.High);
            Half(sql.Append(" OR "), high, " = ", to.High);
            Half(sql.Append(" AND "), low, " <= ", to.Low).Append(")");
        }
    }

    private static SqlText Half(SqlText sql, string column, string op, ulong value) =>
        sql.Append(column).Append(op).Parameter(SqlValue.Of(value), "UBIGINT");

    private static SqlValue Value(Int128 number) => number < 0 ? SqlValue.Of((long)number) : SqlValue.Of((ulong)number);

    private static string TypeOf(LogicalType type) => type switch
    {
        LogicalType.UInt8 => "UTINYINT",
        LogicalType.UInt16 => "USMALLINT",
        LogicalType.UInt32 => "UINTEGER",
        LogicalType.Time => "BIGINT",
        LogicalType.Text => "VARCHAR",
        _ => "UBIGINT",
    };
}

/// <summary>A column as it is stored.</summary>
public readonly record struct StoredColumn(string Name, string SqlType);
