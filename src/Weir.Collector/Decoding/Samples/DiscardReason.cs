namespace Weir.Collector.Decoding.Samples;

/// <summary>Says in the words of forwardingStatus (RFC 7270 section 4.12) why an sFlow agent says that a packet was discarded.</summary>
internal static class DiscardReason
{
    private const byte DroppedUnknown = 128, AclDeny = 129, Unroutable = 131, FragmentationNeeded = 133, BadTtl = 137, Policer = 138, Red = 139;

    /// <summary>The status of an sFlow reason: below 256 the codes of ICMP destination unreachable, above them sFlow's own.</summary>
    public static byte ToForwardingStatus(uint reason) => reason switch
    {
        <= 3 or >= 6 and <= 8 or 11 or 12 => Unroutable,
        4 or 262 => FragmentationNeeded,
        9 or 10 or 13 or 258 => AclDeny,
        257 => BadTtl,
        260 => Red,
        261 => Policer,
        _ => DroppedUnknown,
    };
}
