namespace Weir.Capture.Tests.PSample;

/// <summary>
/// Netlink messages as they were, headers included. Origin: the step «recording» of tests/vm/guest/10-psample.sh, which records the device nlmon with tcpdump;
/// Linux 6.1.0-56-cloud-amd64 and iproute2 6.1.0 of Debian 12, 2026-11-21. Another run brings the like in artifacts/vm/results.tar.
/// </summary>
internal static class RecordedMessages
{
    /// <summary>What tc asks for by <c>tc filter add dev va ingress pref 49152 matchall action sample rate 1024 group 1 trunc 128 continue</c>.</summary>
    public static byte[] FilterByTc => Convert.FromHexString(
        "800000002c0005068683016b00000000000000000200000000000000f2ffffff000300c00d0001006d61746368616c6c000000004c00020048000200440001000b00010073616d706c650000"
        + "34000280180002000000000000000000ffffffff0000000000000000080003000004000008000500010000000800040080000000");

    /// <summary>What the kernel answers to whoever asks for the family psample.</summary>
    public static byte[] Family => Convert.FromHexString(
        "8c00000010000000010000009b000000010200000c0002007073616d706c6500060001002000000008000300010000000800040000000000080005000e0000001800060014000100080001"
        + "00010000000800020004000000340007001800010008000200090000000b000100636f6e666967000018000200080002000a0000000c0001007061636b65747300");
}
