using System.Globalization;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Syntax;

namespace Weir.Query.Sql;

/// <summary>Writes dimensions as SQL: one expression, or two for the halves of an address.</summary>
internal static class DimensionRenderer
{
    /// <summary>When a flow ended, or was received where nobody says.</summary>
    internal static readonly string FlowTime = $"coalesce({FlowColumns.TimeFlowEndNs.Name}, {FlowColumns.TimeReceivedNs.Name})";

    private const ulong FirstMapped = 0xFFFF_0000_0000, LastMapped = 0xFFFF_FFFF_FFFF;

    internal static IReadOnlyList<string> Expressions(Dimension dimension) => dimension switch
    {
        ColumnDimension column => [.. DuckDbDialect.Stored(column.Column).Select(static stored => stored.Name)],
        PrefixDimension prefix => Prefix(prefix),
        DerivedDimension derived => [DuckDbDialect.Derived(derived.Measure, "BIGINT")],
        // Floor, also before 1970.
        TimeDimension time => [string.Create(CultureInfo.InvariantCulture, $"{FlowTime} - (({FlowTime} % {time.Nanoseconds}) + {time.Nanoseconds}) % {time.Nanoseconds}")],
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension.GetType().Name, "a dimension that nothing renders"),
    };

    /// <summary>What records are ordered by: the expressions, and before those of a time its milliseconds, of which files tell the least and the largest.</summary>
    internal static IReadOnlyList<string> Order(Dimension dimension) => dimension is ColumnDimension { Column: { Type: LogicalType.Time } time } && StoredTimes.Of(time)[0] is var kept && kept != StoredTimes.Duration
        ? [kept.Name, time.Name]
        : Expressions(dimension);

    /// <summary>The SQL types of the expressions.</summary>
    internal static IReadOnlyList<string> Types(Dimension dimension) => dimension switch
    {
        ColumnDimension column => [.. DuckDbDialect.Stored(column.Column).Select(static stored => stored.SqlType)],
        PrefixDimension => ["UBIGINT", "UBIGINT"],
        DerivedDimension { Type: ResultType.Real } => ["DOUBLE"],
        _ => ["BIGINT"],
    };

    /// <summary>A value as what the expressions are compared with.</summary>
    internal static IReadOnlyList<SqlValue> Parts(Dimension dimension, ResultValue value) => dimension.Type switch
    {
        ResultType.Address or ResultType.Prefix => [SqlValue.Of(value.Address.High), SqlValue.Of(value.Address.Low)],
        ResultType.Text => [SqlValue.Of(value.Text)],
        ResultType.Real => [SqlValue.Of(value.Real)],
        ResultType.Time or ResultType.Duration or ResultType.Signed => [SqlValue.Of(value.Signed)],
        _ => [SqlValue.Of(value.Unsigned)],
    };

    private static string[] Prefix(PrefixDimension prefix)
    {
        IReadOnlyList<StoredColumn> stored = DuckDbDialect.Stored(prefix.Column);
        (string high, string low) = (stored[0].Name, stored[1].Name);
        ulong mask4 = prefix.V4Bits == 0 ? ~0xFFFF_FFFFUL : ulong.MaxValue << (32 - prefix.V4Bits);
        // The upper half of an IPv4 address is zero under any mask.
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{high} & {Mask(prefix.V6Bits)}::UBIGINT"),
            string.Create(CultureInfo.InvariantCulture, $"CASE WHEN {high} = 0 AND {low} BETWEEN {FirstMapped}::UBIGINT AND {LastMapped}::UBIGINT THEN {low} & {mask4}::UBIGINT ELSE {low} & {Mask(prefix.V6Bits - 64)}::UBIGINT END"),
        ];
    }

    private static ulong Mask(int bits) => bits <= 0 ? 0 : bits >= 64 ? ulong.MaxValue : ulong.MaxValue << (64 - bits);
}
