using System.Buffers.Text;
using System.Text;
using Weir.Import.Reading;
using Weir.Import.Records;

namespace Weir.Import.Formats;

/// <summary>
/// Zeek's <c>conn.log</c> as its ASCII writer has it:
/// <code>
/// #separator \x09
/// #unset_field    -
/// #path   conn
/// #fields ts      uid     id.orig_h …
/// 1795161600.123456       CqlVyW1YwZ15RhTBc4      10.0.0.1 …
/// #close  2026-11-20-09-00-00
/// </code>
/// </summary>
internal sealed class ZeekTable : ILogFormat
{
    private byte _separator = (byte)'\t';
    private byte[] _unset = "-"u8.ToArray(), _empty = "(empty)"u8.ToArray();
    private DelimitedFields? _fields;

    public bool IsJson => false;

    public IcmpPorts Icmp => IcmpPorts.Both;

    public LogProblem Read(ReadOnlySpan<byte> unit, LogRecords records, LogTally tally)
    {
        if (unit[0] == '#') return ReadHeading(unit);
        return _fields is null ? throw new LogFileException("is no log of Zeek's: no line of #fields stands before its records") : _fields.Read(unit, records);
    }

    private LogProblem ReadHeading(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("#separator "u8)) _separator = Separator(line["#separator "u8.Length..]);
        else if (Value(line, "#unset_field"u8) is { Length: > 0 } unset) _unset = unset.ToArray();
        else if (Value(line, "#empty_field"u8) is { Length: > 0 } empty) _empty = empty.ToArray();
        else if (Value(line, "#path"u8) is { Length: > 0 } path && !path.SequenceEqual("conn"u8)) throw new LogFileException($"has Zeek's {Encoding.ASCII.GetString(path[..Math.Min(path.Length, 32)])}.log, and conn.log is the one that has flows");
        else if (Value(line, "#fields"u8) is { Length: > 0 } names) Bind(names);
        return LogProblem.NoRecord;
    }

    private void Bind(ReadOnlySpan<byte> names)
    {
        _fields = new(ZeekFields.Names, _separator) { Unset = _unset, Empty = _empty };
        _fields.Bind(names);
        if (!_fields.Has(LogField.SrcAddr) || !_fields.Has(LogField.DstAddr) || !_fields.Has(LogField.Start)) throw new LogFileException("has no fields ts, id.orig_h and id.resp_h: it is no conn.log");
    }

    private ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length > name.Length && line.StartsWith(name) && line[name.Length] == _separator ? line[(name.Length + 1)..] : default;

    /// <summary>One octet, as itself or as <c>\x09</c>.</summary>
    private static byte Separator(ReadOnlySpan<byte> text) => text switch
    {
        [var octet] => octet,
        [(byte)'\\', (byte)'x', _, _] when Utf8Parser.TryParse(text[2..], out byte octet, out int consumed, 'x') && consumed == 2 => octet,
        _ => throw new LogFileException("has a #separator of more than one octet"),
    };
}
