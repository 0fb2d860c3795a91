using Weir.Flows.Columns;
using Weir.Import.Records;
using Weir.Import.Values;
using Weir.Wire.Primitives;

namespace Weir.Import.Formats;

/// <summary>A flow of Azure's logs: see <see cref="Azure"/>.</summary>
internal static class AzureTuple
{
    private const int Version1 = 8, Whole = 13;
    private const int Time = 0, Source = 1, Destination = 2, SourcePort = 3, DestinationPort = 4, Protocol = 5, Direction = 6, Decision = 7, Packets = 9;
    private const ulong NanosecondsPerMillisecond = 1_000_000, NanosecondsPerSecond = 1_000_000_000;

    // Seconds of the year 5138; as milliseconds, of 1973.
    private const ulong FirstMilliseconds = 100_000_000_000;

    internal static LogProblem Read(ReadOnlySpan<byte> tuple, ReadOnlySpan<byte> mac, LogRecords records)
    {
        Span<Range> fields = stackalloc Range[Whole + 1];
        int count = Split(tuple, fields);
        if (count is not (Version1 or Whole)) return LogProblem.FieldCount;
        if (!TextNumber.TryParse(tuple[fields[Time]], long.MaxValue, out ulong time)) return LogProblem.Time;
        ulong unit = time < FirstMilliseconds ? NanosecondsPerSecond : NanosecondsPerMillisecond;
        if (time > long.MaxValue / unit) return LogProblem.Time;
        records.Record.Start = records.Record.End = (long)(time * unit);
        LogProblem problem = FieldReader.Read(LogField.SrcAddr, tuple[fields[Source]], records);
        if (problem == LogProblem.None) problem = FieldReader.Read(LogField.DstAddr, tuple[fields[Destination]], records);
        if (problem == LogProblem.None) problem = FieldReader.Read(LogField.SrcPort, tuple[fields[SourcePort]], records);
        if (problem == LogProblem.None) problem = FieldReader.Read(LogField.DstPort, tuple[fields[DestinationPort]], records);
        if (problem == LogProblem.None) problem = ReadProtocol(tuple[fields[Protocol]], records);
        if (problem == LogProblem.None) problem = ReadDirection(tuple[fields[Direction]], mac, records);
        if (problem == LogProblem.None) problem = ReadDecision(tuple[fields[Decision]], records);
        return problem == LogProblem.None && count == Whole ? ReadCounters(tuple, fields, records) : problem;
    }

    private static int Split(ReadOnlySpan<byte> tuple, Span<Range> fields)
    {
        int count = 0;
        foreach (Range field in tuple.Split((byte)','))
        {
            if (count == fields.Length) break;
            fields[count++] = field;
        }

        return count;
    }

    private static LogProblem ReadProtocol(ReadOnlySpan<byte> text, LogRecords records) =>
        FieldReader.Read(LogField.Protocol, text is [(byte)'T'] ? "6"u8 : text is [(byte)'U'] ? "17"u8 : text, records);

    private static LogProblem ReadDirection(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mac, LogRecords records)
    {
        if (text is not ([(byte)'I'] or [(byte)'O'])) return LogProblem.Word;
        bool isOut = text[0] == 'O';
        records.Set(FlowColumns.Direction, isOut ? (byte)1 : (byte)0);
        // The interface's own: who sends out of it, who is sent to in it.
        if (!mac.IsEmpty && TextAddress.TryParse(mac, out MacAddress address)) records.Set(isOut ? FlowColumns.SrcMac : FlowColumns.DstMac, address);
        return LogProblem.None;
    }

    // Of a group A or D; of a network the state, of which D is denied.
    private static LogProblem ReadDecision(ReadOnlySpan<byte> text, LogRecords records) => text switch
    {
        [(byte)'A' or (byte)'B' or (byte)'C' or (byte)'E'] => FieldReader.Decided(true, records),
        [(byte)'D'] => FieldReader.Decided(false, records),
        _ => LogProblem.Word,
    };

    private static LogProblem ReadCounters(ReadOnlySpan<byte> tuple, ReadOnlySpan<Range> fields, LogRecords records)
    {
        ReadOnlySpan<LogField> counters = [LogField.Packets, LogField.Bytes, LogField.ReversePackets, LogField.ReverseBytes];
        for (int i = 0; i < counters.Length; i++)
        {
            ReadOnlySpan<byte> text = tuple[fields[Packets + i]];
            if (text.IsEmpty) continue; // a flow that begins has none yet
            LogProblem problem = FieldReader.Read(counters[i], text, records);
            if (problem != LogProblem.None) return problem;
        }

        return LogProblem.None;
    }
}
