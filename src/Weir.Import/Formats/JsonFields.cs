using System.Text.Json;
using Weir.Import.Records;

namespace Weir.Import.Formats;

/// <summary>The fields of an object of JSON, found by their names; of objects within, with points between: <c>connection.src_ip</c>.</summary>
/// <param name="names">The names that mean something.</param>
/// <param name="maxDepth">How deeply objects may be nested.</param>
internal sealed class JsonFields(LogFieldNames names, int maxDepth)
{
    private const int MaxPath = 256;
    private const int MaxText = 1024;

    /// <summary>What is left out before names: an object that they are in.</summary>
    internal byte[] Envelope { get; init; } = [];

    /// <summary>Reads an object as a record.</summary>
    internal LogProblem Read(ReadOnlySpan<byte> json, LogRecords records)
    {
        LogProblem problem;
        try
        {
            problem = ReadFields(json, records);
        }
        catch (JsonException)
        {
            problem = LogProblem.Json;
        }
        catch (InvalidOperationException)
        {
            problem = LogProblem.Json; // text that is no UTF-8
        }

        if (problem == LogProblem.None) return records.Commit();
        records.Abandon();
        return problem;
    }

    private LogProblem ReadFields(ReadOnlySpan<byte> json, LogRecords records)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return LogProblem.Json;
        Span<byte> path = stackalloc byte[MaxPath];
        Span<int> ends = stackalloc int[maxDepth + 1];
        Span<byte> text = stackalloc byte[MaxText];
        int depth = 0, end = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.EndObject:
                    if (depth == 0) break;
                    end = ends[--depth];
                    break;
                case JsonTokenType.PropertyName:
                    ReadOnlySpan<byte> name = reader.ValueSpan;
                    // A path as long is none that means something.
                    int next = Math.Min(MaxPath, end + name.Length);
                    name[..(next - end)].CopyTo(path[end..]);
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.StartObject)
                    {
                        ends[depth++] = end;
                        end = next;
                        if (path[..end].SequenceEqual(Envelope)) end = 0;
                        else if (end < MaxPath) path[end++] = (byte)'.';
                        break;
                    }

                    if (reader.TokenType == JsonTokenType.StartArray) reader.Skip();
                    LogProblem problem = ReadField(names.Find(path[..next]), ref reader, text, records);
                    if (problem != LogProblem.None) return problem;
                    break;
            }
        }

        return LogProblem.None;
    }

    private static LogProblem ReadField(LogField field, ref Utf8JsonReader reader, scoped Span<byte> text, LogRecords records)
    {
        if (field == LogField.Ignored) return LogProblem.None;
        switch (reader.TokenType)
        {
            case JsonTokenType.Number: return FieldReader.Read(field, reader.ValueSpan, records);
            case JsonTokenType.String:
                if (!reader.ValueIsEscaped) return reader.ValueSpan.IsEmpty ? LogProblem.None : FieldReader.Read(field, reader.ValueSpan, records);
                return reader.ValueSpan.Length > text.Length ? LogProblem.TooLong : FieldReader.Read(field, text[..reader.CopyString(text)], records);
            case JsonTokenType.Null: return LogProblem.None;
            default: return LogProblem.Word;
        }
    }
}
