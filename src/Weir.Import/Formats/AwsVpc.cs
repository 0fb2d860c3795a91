using System.Text;
using Weir.Import.Reading;
using Weir.Import.Records;

namespace Weir.Import.Formats;

/// <summary>
/// Flow logs of AWS VPCs, versions 2 to 5 (https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html): fields with spaces between, in the order of
/// the heading, or of version 2 where there is none; a hyphen is nothing.
/// <code>
/// version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
/// 2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK
/// </code>
/// </summary>
internal sealed class AwsVpc : ILogFormat
{
    private const string Version2 = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";

    private static readonly LogFieldNames Names = new(
        ("srcaddr", LogField.SrcAddr), ("dstaddr", LogField.DstAddr), ("srcport", LogField.SrcPort), ("dstport", LogField.DstPort), ("protocol", LogField.Protocol),
        ("packets", LogField.Packets), ("bytes", LogField.Bytes), ("start", LogField.Start), ("end", LogField.End), ("action", LogField.Action), ("log-status", LogField.LogStatus),
        ("tcp-flags", LogField.TcpFlags), ("flow-direction", LogField.Direction));

    private readonly DelimitedFields _fields = new(Names, (byte)' ') { Unset = "-"u8.ToArray() };
    private readonly string? _said;
    private bool _isCloudWatch;

    /// <param name="fields">Names of the fields, where the log has no heading.</param>
    /// <exception cref="LogFileException">They name no addresses or no time.</exception>
    internal AwsVpc(string? fields)
    {
        _said = fields;
        if (fields is not null) Bind(Encoding.UTF8.GetBytes(string.Join(' ', fields.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Select(static field => field.Trim('$', '{', '}')))));
    }

    public bool IsJson => false;

    public IcmpPorts Icmp => IcmpPorts.None;

    public LogProblem Read(ReadOnlySpan<byte> unit, LogRecords records, LogTally tally)
    {
        if (IsHeading(unit))
        {
            Bind(unit);
            return LogProblem.NoRecord;
        }

        if (!_fields.IsBound)
        {
            // What CloudWatch exports has the time of each line before it.
            _isCloudWatch = IsTime(unit);
            Bind(Encoding.ASCII.GetBytes(Version2));
        }

        if (_isCloudWatch || (_said is not null && IsTime(unit))) unit = unit[(unit.IndexOf((byte)' ') + 1)..];
        LogProblem problem = _fields.Read(unit, records);
        return problem == LogProblem.Missing && IsWithoutData(unit) ? LogProblem.NoData : problem;
    }

    private void Bind(ReadOnlySpan<byte> heading)
    {
        _fields.Bind(heading);
        if (!_fields.Has(LogField.SrcAddr) || !_fields.Has(LogField.DstAddr) || (!_fields.Has(LogField.Start) && !_fields.Has(LogField.End)))
            throw new LogFileException("has no fields srcaddr, dstaddr and start or end: nothing can be imported of it");
    }

    // No value of any field is the name of one.
    private static bool IsHeading(ReadOnlySpan<byte> line) => line.IndexOf("srcaddr"u8) >= 0;

    private static bool IsTime(ReadOnlySpan<byte> line) => line.Length > 25 && line[4] == '-' && line[10] == 'T' && line[..line.IndexOf((byte)' ')] is [.., (byte)'Z'];

    private static bool IsWithoutData(ReadOnlySpan<byte> line) => line.EndsWith("NODATA"u8) || line.EndsWith("SKIPDATA"u8);
}
