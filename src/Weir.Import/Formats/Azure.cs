using System.Text.Json;
using Weir.Import.Records;
using Weir.Import.Values;

namespace Weir.Import.Formats;

/// <summary>
/// Flow logs of Azure's network security groups, versions 1 and 2, and of its virtual networks (https://learn.microsoft.com/azure/network-watcher/): documents with
/// a list of records, each with texts of a flow:
/// <code>
/// group, 1:  seconds,source,destination,port,port,T or U,I or O,A or D
/// group, 2:  … ,B, C or E,packets,bytes,packets,bytes        of the flow, and of its other direction; since the tuple before
/// network:   milliseconds,source,destination,port,port,protocol,I or O,B, C, E or D,encryption,packets,bytes,packets,bytes
/// </code>
/// </summary>
internal sealed class Azure(int maxDepth) : ILogFormat
{
    private const int MaxTuple = 512;

    public bool IsJson => true;

    public IcmpPorts Icmp => IcmpPorts.None;

    public LogProblem Read(ReadOnlySpan<byte> unit, LogRecords records, LogTally tally)
    {
        try
        {
            return ReadRecord(unit, records, tally);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            records.Abandon();
            return LogProblem.Json;
        }
    }

    private LogProblem ReadRecord(ReadOnlySpan<byte> json, LogRecords records, LogTally tally)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
        Span<byte> text = stackalloc byte[MaxTuple];
        Span<byte> mac = stackalloc byte[MaxTuple];
        int macLength = 0;
        bool hasTuples = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            bool isMac = reader.ValueTextEquals("mac"u8) || reader.ValueTextEquals("macAddress"u8);
            bool isTuples = reader.ValueTextEquals("flowTuples"u8);
            reader.Read();
            if (isMac && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= MaxTuple) macLength = reader.CopyString(mac);
            if (!isTuples || reader.TokenType != JsonTokenType.StartArray) continue;
            hasTuples = true;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                LogProblem problem = reader.TokenType != JsonTokenType.String ? LogProblem.Json
                    : reader.ValueSpan.Length > MaxTuple ? LogProblem.TooLong
                    : ReadTuple(text[..reader.CopyString(text)], mac[..macLength], records);
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject) reader.Skip();
                if (problem != LogProblem.None) tally.Add(problem, reader.TokenType == JsonTokenType.String ? reader.ValueSpan : []);
            }
        }

        return hasTuples ? LogProblem.None : LogProblem.NoRecord;
    }

    private static LogProblem ReadTuple(ReadOnlySpan<byte> tuple, ReadOnlySpan<byte> mac, LogRecords records)
    {
        LogProblem problem = AzureTuple.Read(tuple, mac, records);
        if (problem == LogProblem.None) return records.Commit();
        records.Abandon();
        return problem;
    }
}
