using System.Text;
using Weir.Import.Records;

namespace Weir.Import.Formats;

/// <summary>Lines of fields with one octet between, in the order that a heading says.</summary>
/// <param name="names">The names of the fields that mean something.</param>
/// <param name="separator">What stands between two.</param>
internal sealed class DelimitedFields(LogFieldNames names, byte separator)
{
    // Of formats of today the widest has 48.
    private const int MaxFields = 1024;

    private LogField[] _fields = [];

    /// <summary>Whether there was a heading.</summary>
    internal bool IsBound => _fields.Length > 0;

    /// <summary>How many fields a line has.</summary>
    internal int Count => _fields.Length;

    /// <summary>What stands for nothing.</summary>
    internal byte[] Unset { get; set; } = [];

    /// <summary>What stands for an empty value.</summary>
    internal byte[] Empty { get; set; } = [];

    /// <summary>Whether a heading names a field of that meaning.</summary>
    internal bool Has(LogField field) => Array.IndexOf(_fields, field) >= 0;

    /// <summary>Takes the names of a heading.</summary>
    internal void Bind(ReadOnlySpan<byte> heading)
    {
        List<LogField> fields = [];
        foreach (Range part in heading.Split(separator))
        {
            if (fields.Count == MaxFields) break;
            fields.Add(names.Find(heading[part].Trim((byte)' ')));
        }

        _fields = [.. fields];
        // Each once: of two of a name, the first.
        for (int i = 0; i < _fields.Length; i++)
        {
            if (Array.IndexOf(_fields, _fields[i]) < i) _fields[i] = LogField.Ignored;
        }
    }

    /// <summary>Takes names, as users list them.</summary>
    internal void Bind(string heading) => Bind(Encoding.UTF8.GetBytes(heading));

    /// <summary>Reads a line as a record.</summary>
    internal LogProblem Read(ReadOnlySpan<byte> line, LogRecords records)
    {
        LogField[] fields = _fields;
        var separators = new SeparatorScan(line, separator);
        int at = 0;
        for (int i = 0; i < fields.Length; i++)
        {
            if (at > line.Length) return Abandon(records, LogProblem.FieldCount);
            int end = separators.Next();
            int start = at;
            at = end + 1;
            if (fields[i] == LogField.Ignored) continue;
            ReadOnlySpan<byte> text = line[start..end];
            if (text is [(byte)' ', ..] or [.., (byte)' ']) text = text.Trim((byte)' ');
            if (text.IsEmpty || text.SequenceEqual(Unset) || (Empty.Length > 0 && text.SequenceEqual(Empty))) continue;
            LogProblem problem = FieldReader.Read(fields[i], text, records);
            if (problem != LogProblem.None) return Abandon(records, problem);
        }

        return at <= line.Length ? Abandon(records, LogProblem.FieldCount) : records.Commit();
    }

    private static LogProblem Abandon(LogRecords records, LogProblem problem)
    {
        records.Abandon();
        return problem;
    }
}
