using Weir.Wire.Packets;

namespace Weir.Capture.PcapFile;

/// <summary>Link types as files name them.</summary>
internal static class LinkTypes
{
    /// <summary>DLT_RAW of most systems and of OpenBSD: what careless writers put where LINKTYPE_RAW belongs.</summary>
    private const ushort DltRaw = 12, DltRawOpenBsd = 14;

    /// <summary>The link type of a file's number; one that is not read here comes through as it is.</summary>
    public static LinkType FromFile(ushort number) => number is DltRaw or DltRawOpenBsd ? LinkType.RawIp : (LinkType)number;
}
