using Weir.Import.Records;

namespace Weir.Import.Formats;

/// <summary>
/// Flow logs of Google Cloud's VPCs as Cloud Logging exports them (https://cloud.google.com/vpc/docs/about-flow-logs-records): an object a line, or a list. Each
/// tells of one direction, as the side saw it that reports; numbers may be text.
/// <code>
/// {"jsonPayload":{"connection":{"src_ip":"10.0.0.1","src_port":443,"dest_ip":"10.0.0.2","dest_port":40000,"protocol":6},"bytes_sent":"1234","packets_sent":"10",
///   "start_time":"2026-11-20T08:00:00.123456789Z","end_time":"…","reporter":"SRC","rtt_msec":"3", …}, …}
/// </code>
/// </summary>
internal sealed class Gcp(int maxDepth) : ILogFormat
{
    private static readonly LogFieldNames Names = new(
        ("connection.src_ip", LogField.SrcAddr), ("connection.dest_ip", LogField.DstAddr), ("connection.src_port", LogField.SrcPort), ("connection.dest_port", LogField.DstPort),
        ("connection.protocol", LogField.Protocol), ("bytes_sent", LogField.Bytes), ("packets_sent", LogField.Packets), ("start_time", LogField.Start), ("end_time", LogField.End),
        ("reporter", LogField.Reporter), ("rtt_msec", LogField.RoundTripMilliseconds), ("src_location.asn", LogField.SrcAs), ("dest_location.asn", LogField.DstAs));

    private readonly JsonFields _fields = new(Names, maxDepth) { Envelope = "jsonPayload"u8.ToArray() };

    public bool IsJson => true;

    public IcmpPorts Icmp => IcmpPorts.None;

    public LogProblem Read(ReadOnlySpan<byte> unit, LogRecords records, LogTally tally) => _fields.Read(unit, records);
}
