namespace Weir.Wire.Elements;

/// <summary>
/// The NTP timestamps of dateTimeMicroseconds and dateTimeNanoseconds (RFC 7011 section 6.1.9 and 6.1.10): 32 bits of seconds
/// since 1900, 32 bits of fraction.
/// </summary>
public static class NtpTimestamp
{
    private const long UnixEpochInNtpSeconds = 2_208_988_800;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long MicrosecondsPerSecond = 1_000_000;

    // RFC 7011 section 6.1.9: the exporter sets them to zero, the collector ignores them.
    private const ulong MicrosecondFractionMask = 0xFFFF_F800;

    /// <summary>Nanoseconds since 1970-01-01 UTC, rounded to the nearest one.</summary>
    public static long ToUnixNanoseconds(ulong timestamp) =>
        UnixSeconds(timestamp) * NanosecondsPerSecond + Scale((uint)timestamp, NanosecondsPerSecond);

    /// <summary>
    /// The same for a field of microseconds. Rounded to the nearest microsecond, which gives back what an exporter that cuts
    /// off instead of rounding put in.
    /// </summary>
    public static long MicrosecondsToUnixNanoseconds(ulong timestamp) =>
        UnixSeconds(timestamp) * NanosecondsPerSecond + Scale(timestamp & MicrosecondFractionMask, MicrosecondsPerSecond) * 1000;

    // Seconds with the top bit clear belong to the era that begins in 2036 (RFC 4330 section 3).
    private static long UnixSeconds(ulong timestamp)
    {
        long seconds = (long)(timestamp >> 32);
        long era = seconds < 0x8000_0000 ? 0x1_0000_0000 : 0;
        return seconds + era - UnixEpochInNtpSeconds;
    }

    private static long Scale(ulong fraction, long unitsPerSecond) => (long)((fraction * (ulong)unitsPerSecond + 0x8000_0000) >> 32);
}
