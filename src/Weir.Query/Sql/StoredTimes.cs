using System.Globalization;
using Weir.Flows.Columns;
using Weir.Query.Planning;

namespace Weir.Query.Sql;

/// <summary>
/// Times as files keep them: whole milliseconds, and what is left of a millisecond in a column of its own that is null where nothing is. A flow's start is kept
/// as how long before its end it was. docs/adr/0002-stored-form-of-addresses-times-and-macs.md has what that saves.
/// </summary>
public static class StoredTimes
{
    /// <summary>Nanoseconds of a millisecond.</summary>
    public const long NanosecondsPerMillisecond = 1_000_000;

    /// <summary>The first millisecond that 64 bits of nanoseconds have whole. Of what lies before it, it has a negative rest.</summary>
    public const long FirstMillisecond = long.MinValue / NanosecondsPerMillisecond;

    /// <summary>When records were received: whole milliseconds since 1970, rounded down. It has no rest: the journal alone keeps nanoseconds of receipt.</summary>
    public static readonly StoredColumn Received = new("time_received_ms", "BIGINT");

    /// <summary>When flows ended, milliseconds since 1970, rounded down.</summary>
    public static readonly StoredColumn End = new("time_flow_end_ms", "BIGINT");

    /// <summary>Nanoseconds behind <see cref="End"/>.</summary>
    public static readonly StoredColumn EndRest = new("time_flow_end_sub_ns", "INTEGER");

    /// <summary>Milliseconds of <see cref="End"/>, or of <see cref="Received"/> where there is none, minus those of the start.</summary>
    public static readonly StoredColumn Duration = new("flow_duration_ms", "BIGINT");

    /// <summary>Nanoseconds behind the milliseconds of the start.</summary>
    public static readonly StoredColumn StartRest = new("time_flow_start_sub_ns", "INTEGER");

    /// <summary>The columns of the table of columns that are kept so.</summary>
    public static IReadOnlyList<FlowColumn> All { get; } = [FlowColumns.TimeReceivedNs, FlowColumns.TimeFlowStartNs, FlowColumns.TimeFlowEndNs];

    /// <summary>What is kept of a time: milliseconds first, then what is left of them.</summary>
    public static IReadOnlyList<StoredColumn> Of(FlowColumn column) =>
        column == FlowColumns.TimeReceivedNs ? [Received] : column == FlowColumns.TimeFlowEndNs ? [End, EndRest] : [Duration, StartRest];

    /// <summary>The columns that the nanoseconds of a time are made of.</summary>
    public static IReadOnlyList<StoredColumn> Needed(FlowColumn column) => column == FlowColumns.TimeFlowStartNs ? [Duration, StartRest, End, Received] : Of(column);

    /// <summary>SQL for the nanoseconds of a time.</summary>
    /// <param name="column">Which.</param>
    /// <param name="has">Whether what is read has a stored column.</param>
    public static string Nanoseconds(FlowColumn column, Func<StoredColumn, bool> has)
    {
        IReadOnlyList<StoredColumn> kept = Of(column);
        string ended = has(End) ? $"coalesce({End.Name}, {Received.Name})" : Received.Name;
        string milliseconds = kept[0] == Duration ? $"({ended} - {Duration.Name})" : kept[0].Name;
        string rest = kept.Count > 1 && has(kept[1]) ? $" + coalesce({kept[1].Name}, 0)" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{milliseconds} * {NanosecondsPerMillisecond}{rest}");
    }

    /// <summary>The milliseconds of a time, rounded down.</summary>
    public static long Milliseconds(long nanoseconds)
    {
        long whole = nanoseconds / NanosecondsPerMillisecond;
        return whole - (nanoseconds < whole * NanosecondsPerMillisecond && whole > FirstMillisecond ? 1 : 0);
    }

    /// <summary>A range of times as one of whole milliseconds that has the same of them.</summary>
    public static TimeRange Whole(TimeRange range) => new(Up(range.SinceNs), Up(range.UntilNs));

    private static long? Up(long? nanoseconds) => nanoseconds is { } time ? Milliseconds(time) + (time > Milliseconds(time) * NanosecondsPerMillisecond ? 1 : 0) : null;
}
