namespace Weir.Capture.Ebpf;

/// <summary>What was counted since the source was opened. Written by the thread that runs it, read by any.</summary>
public sealed class EbpfMetrics
{
    /// <summary>Packets in the records so far.</summary>
    public long Packets { get; internal set; }

    /// <summary>Records so far.</summary>
    public long Records { get; internal set; }

    /// <summary>Packets that the kernel's map had no room for and that were told one by one; they are in records.</summary>
    public long Overflows { get; internal set; }

    /// <summary>Packets that are in no record: the ring was full as well.</summary>
    public long Drops { get; internal set; }

    /// <summary>Packets that are not IP, or cut within their header.</summary>
    public long NotIp { get; internal set; }

    /// <summary>Records left out: this process' conversations with its own collectors.</summary>
    public long Own { get; internal set; }

    /// <summary>Records whose process is not known.</summary>
    public long Unowned { get; internal set; }
}
