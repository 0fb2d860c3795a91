namespace Weir.Exporter.Exporting;

/// <summary>What is spoken with a collector.</summary>
public enum ExportProtocol : byte
{
    /// <summary>IPFIX (RFC 7011).</summary>
    Ipfix,

    /// <summary>NetFlow v9 (RFC 3954).</summary>
    NetFlow9,

    /// <summary>NetFlow v5: IPv4 alone, 32-bit counters.</summary>
    NetFlow5,

    /// <summary>sFlow v5: sampled packets and interface counters, no flow records.</summary>
    SFlow,
}
