using Weir.Flows.Columns;

namespace Weir.Query.Sql;

/// <summary>
/// Writes that a time lies within limits. It is asked of the milliseconds, which are a column of files: these tell its least and largest value, so that what cannot match is
/// not read. Of what is made of columns they tell nothing, so nanoseconds are asked only where a limit is within a millisecond.
/// </summary>
internal static class TimeCondition
{
    /// <param name="sql">Takes the condition, without parentheses around it.</param>
    /// <param name="column">Which time.</param>
    /// <param name="low">The least that matches, nanoseconds; <see langword="null"/> where all that is less does, too.</param>
    /// <param name="high">The largest that matches; one of both is there.</param>
    internal static void Write(SqlText sql, FlowColumn column, Int128? low, Int128? high)
    {
        if (low > long.MaxValue || high < long.MinValue)
        {
            sql.Append("false");
            return;
        }

        string joint = "";
        // The beginning of the first millisecond is within none: what lies before it counts to it.
        if (low is { } least) Compare(sql, ref joint, column, " >= ", (long)Int128.Max(least, long.MinValue), isWhole: least % StoredTimes.NanosecondsPerMillisecond == 0);
        if (high is { } most) Compare(sql, ref joint, column, " <= ", (long)Int128.Min(most, long.MaxValue), isWhole: (most + 1) % StoredTimes.NanosecondsPerMillisecond == 0);
    }

    private static void Compare(SqlText sql, ref string joint, FlowColumn column, string op, long limit, bool isWhole)
    {
        IReadOnlyList<StoredColumn> kept = StoredTimes.Of(column);
        bool hasMilliseconds = kept[0] != StoredTimes.Duration;
        long milliseconds = StoredTimes.Milliseconds(limit);
        // A time of milliseconds alone is at their beginning.
        bool isExact = kept.Count == 1;
        if (isExact && op == " >= " && !isWhole && limit > milliseconds * StoredTimes.NanosecondsPerMillisecond) milliseconds++;
        if (hasMilliseconds) sql.Append(joint).Append(kept[0].Name).Append(op).Parameter(SqlValue.Of(milliseconds), kept[0].SqlType);
        if (hasMilliseconds) joint = " AND ";
        if (hasMilliseconds && (isExact || (isWhole && milliseconds > StoredTimes.FirstMillisecond))) return;
        sql.Append(joint).Append(column.Name).Append(op).Parameter(SqlValue.Of(limit), "BIGINT");
        joint = " AND ";
    }
}
