using Weir.Import.Records;

namespace Weir.Import.Formats;

/// <summary>The fields of Zeek's <c>conn.log</c> (https://docs.zeek.org/en/current/logs/conn.html): a conversation, both directions.</summary>
internal static class ZeekFields
{
    internal static LogFieldNames Names { get; } = new(
        ("ts", LogField.Start), ("duration", LogField.Duration), ("id.orig_h", LogField.SrcAddr), ("id.orig_p", LogField.SrcPort), ("id.resp_h", LogField.DstAddr), ("id.resp_p", LogField.DstPort),
        ("proto", LogField.Protocol), ("service", LogField.Application), ("history", LogField.History),
        ("orig_pkts", LogField.Packets), ("orig_ip_bytes", LogField.Bytes), ("resp_pkts", LogField.ReversePackets), ("resp_ip_bytes", LogField.ReverseBytes),
        ("orig_bytes", LogField.PayloadBytes), ("resp_bytes", LogField.ReversePayloadBytes),
        ("orig_l2_addr", LogField.SrcMac), ("resp_l2_addr", LogField.DstMac), ("vlan", LogField.Vlan));
}
