using Weir.Import.Reading;
using Weir.Import.Records;

namespace Weir.Import.Formats;

/// <summary>
/// What <c>nfdump -o csv</c> prints (nfdump(1)): names in the first line, in versions up to 1.7.2 the short ones, later the long ones; with <c>-q</c> none. A
/// summary behind the records is passed over.
/// <code>
/// ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,…
/// firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows
/// </code>
/// </summary>
internal sealed class NfdumpCsv : ILogFormat
{
    private const string Short = "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das,smk,dmk,dtos,dir,nh,nhb,svln,dvln,ismc,odmc,idmc,osmc,"
        + "mpls1,mpls2,mpls3,mpls4,mpls5,mpls6,mpls7,mpls8,mpls9,mpls10,cl,sl,al,ra,eng,exid,tr";

    private static readonly LogFieldNames Names = new(
        ("ts", LogField.Start), ("te", LogField.End), ("td", LogField.Duration), ("sa", LogField.SrcAddr), ("da", LogField.DstAddr), ("sp", LogField.SrcPort), ("dp", LogField.DstPort),
        ("pr", LogField.Protocol), ("flg", LogField.TcpFlags), ("fwd", LogField.ForwardingStatus), ("stos", LogField.Tos), ("ipkt", LogField.Packets), ("ibyt", LogField.Bytes),
        ("opkt", LogField.ReversePackets), ("obyt", LogField.ReverseBytes), ("in", LogField.InInterface), ("out", LogField.OutInterface), ("sas", LogField.SrcAs), ("das", LogField.DstAs),
        ("smk", LogField.SrcPrefix), ("dmk", LogField.DstPrefix), ("dir", LogField.Direction), ("nh", LogField.NextHop), ("nhb", LogField.BgpNextHop), ("svln", LogField.Vlan), ("dvln", LogField.DstVlan),
        ("ismc", LogField.SrcMac), ("odmc", LogField.DstMac), ("mpls1", LogField.MplsLabel1), ("mpls2", LogField.MplsLabel2), ("mpls3", LogField.MplsLabel3), ("ra", LogField.Sampler), ("tr", LogField.Received),
        ("firstSeen", LogField.Start), ("lastSeen", LogField.End), ("duration", LogField.Duration), ("proto", LogField.Protocol), ("srcAddr", LogField.SrcAddr), ("srcPort", LogField.SrcPort),
        ("dstAddr", LogField.DstAddr), ("dstPort", LogField.DstPort), ("packets", LogField.Packets), ("bytes", LogField.Bytes), ("tcpFlags", LogField.TcpFlags), ("received", LogField.Received));

    private readonly DelimitedFields _fields = new(Names, (byte)',');
    private bool _isSummary;

    public bool IsJson => false;

    public IcmpPorts Icmp => IcmpPorts.Destination;

    public LogProblem Read(ReadOnlySpan<byte> unit, LogRecords records, LogTally tally)
    {
        if (unit.StartsWith("ts,"u8) || unit.StartsWith("firstSeen,"u8))
        {
            _fields.Bind(unit);
            if (!_fields.Has(LogField.SrcAddr) || !_fields.Has(LogField.DstAddr)) throw new LogFileException("has statistics of nfdump's, and no records: want what 'nfdump -r FILE -o csv' prints");
            _isSummary = false;
            return LogProblem.NoRecord;
        }

        // No record begins with a letter.
        if (char.IsAsciiLetter((char)unit[0]))
        {
            _isSummary |= unit.SequenceEqual("Summary"u8);
            return _isSummary || unit.SequenceEqual("No matching flows"u8) ? LogProblem.NoRecord : LogProblem.Word;
        }

        if (_isSummary) return LogProblem.NoRecord;
        if (!_fields.IsBound) _fields.Bind(Short);
        return _fields.Read(unit, records);
    }
}
