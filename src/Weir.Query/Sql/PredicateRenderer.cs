using Weir.Query.Binding;

namespace Weir.Query.Sql;

/// <summary>
/// Writes predicates as SQL. A comparison with NULL is NULL in SQL, which WHERE takes for false; only negation tells them
/// apart, so it is written <c>IS NOT TRUE</c>.
/// </summary>
internal static class PredicateRenderer
{
    internal static void Write(SqlText sql, Predicate predicate)
    {
        switch (predicate)
        {
            case AndPredicate and:
                // No parentheses within a chain: DuckDB limits how deep expressions go, not how long chains are.
                Operand(sql, and.Left, and.Left is AndPredicate);
                Operand(sql.Append(" AND "), and.Right, and.Right is AndPredicate);
                break;
            case OrPredicate or:
                Operand(sql, or.Left, or.Left is OrPredicate);
                Operand(sql.Append(" OR "), or.Right, or.Right is OrPredicate);
                break;
            case NotPredicate not:
                Operand(sql, not.Operand, false);
                sql.Append(" IS NOT TRUE");
                break;
            case NumberPredicate numbers:
                DuckDbDialect.Numbers(sql, numbers);
                break;
            case AddressPredicate addresses:
                DuckDbDialect.Addresses(sql, addresses);
                break;
            case TextPredicate texts:
                DuckDbDialect.Texts(sql, texts);
                break;
            case PatternPredicate pattern:
                DuckDbDialect.Pattern(sql, pattern);
                break;
            case ColumnsPredicate columns:
                DuckDbDialect.Columns(sql, columns);
                break;
            case BitsPredicate bits:
                DuckDbDialect.Bits(sql, bits);
                break;
            case DerivedPredicate derived:
                DuckDbDialect.Derived(sql, derived);
                break;
            default:
                sql.Append("true");
                break;
        }
    }

    internal static void Operand(SqlText sql, Predicate predicate, bool bare)
    {
        if (!bare) sql.Append("(");
        Write(sql, predicate);
        if (!bare) sql.Append(")");
    }
}
