using System.Runtime.CompilerServices;
using Weir.Wire.Elements;

namespace Weir.Collector.Decoding.Moves;

/// <summary>How a field tells a time. As a type argument it makes a loop of its own for each way.</summary>
internal interface ITimeScale
{
    /// <summary>Turns a field into nanoseconds since 1970-01-01 UTC. Returns <see langword="false"/> where 64 bits do not hold them.</summary>
    static abstract bool TryConvert(ulong value, in MessageContext message, out long unixNanoseconds);
}

/// <summary>dateTimeSeconds.</summary>
internal readonly struct SecondsScale : ITimeScale
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryConvert(ulong value, in MessageContext message, out long unixNanoseconds) =>
        ElementValue.TryScale(value, 1_000_000_000, out unixNanoseconds);
}

/// <summary>dateTimeMilliseconds.</summary>
internal readonly struct MillisecondsScale : ITimeScale
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryConvert(ulong value, in MessageContext message, out long unixNanoseconds) =>
        ElementValue.TryScale(value, 1_000_000, out unixNanoseconds);
}

/// <summary>dateTimeMicroseconds: an NTP timestamp.</summary>
internal readonly struct NtpMicrosecondsScale : ITimeScale
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryConvert(ulong value, in MessageContext message, out long unixNanoseconds)
    {
        unixNanoseconds = NtpTimestamp.MicrosecondsToUnixNanoseconds(value);
        return true;
    }
}

/// <summary>dateTimeNanoseconds: an NTP timestamp.</summary>
internal readonly struct NtpNanosecondsScale : ITimeScale
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryConvert(ulong value, in MessageContext message, out long unixNanoseconds)
    {
        unixNanoseconds = NtpTimestamp.ToUnixNanoseconds(value);
        return true;
    }
}

/// <summary>Microseconds before the message was exported (flowStartDeltaMicroseconds).</summary>
internal readonly struct DeltaMicrosecondsScale : ITimeScale
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryConvert(ulong value, in MessageContext message, out long unixNanoseconds)
    {
        unixNanoseconds = message.ExportTimeNs - (long)(uint)value * 1000;
        return value <= uint.MaxValue;
    }
}

/// <summary>
/// Milliseconds since the exporter started, by the clock pair in the header of NetFlow v5 and v9. The 32 bits turn over every
/// 49.7 days; a flow that began before they did is still right, since only the signed difference to the header counts.
/// </summary>
internal readonly struct SysUpTimeScale : ITimeScale
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryConvert(ulong value, in MessageContext message, out long unixNanoseconds)
    {
        int afterExport = (int)((uint)value - message.SysUpTimeMilliseconds.GetValueOrDefault());
        unixNanoseconds = message.ExportTimeNs + afterExport * 1_000_000L;
        return message.SysUpTimeMilliseconds.HasValue && value <= uint.MaxValue;
    }
}
