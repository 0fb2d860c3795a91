using Weir.Import.Records;

namespace Weir.Import.Formats;

/// <summary>Zeek's <c>conn.log</c> as its JSON writer has it: an object a line, its times as seconds or as dates.</summary>
internal sealed class ZeekJson(int maxDepth) : ILogFormat
{
    private readonly JsonFields _fields = new(ZeekFields.Names, maxDepth);

    public bool IsJson => true;

    public IcmpPorts Icmp => IcmpPorts.Both;

    public LogProblem Read(ReadOnlySpan<byte> unit, LogRecords records, LogTally tally) => _fields.Read(unit, records);
}
