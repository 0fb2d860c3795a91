namespace Weir.Import.Records;

/// <summary>How a log tells ICMP's type and code, which has fields for ports only.</summary>
internal enum IcmpPorts
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>As NetFlow does: the destination port is the type times 256 and the code; or both with a point between.</summary>
    Destination,

    /// <summary>As Zeek does: the source port is the type, the destination port the code, or the type of the answer where there is one to it.</summary>
    Both,
}
