namespace Weir.Import.Records;

/// <summary>What a record says that is known only when all of it was read: one field decides what another means.</summary>
internal struct LogRecord
{
    /// <summary>A time that was not told.</summary>
    internal const long NoTime = long.MinValue;

    /// <summary>A port that was not told.</summary>
    internal const int NoPort = -1;

    internal long Start, End, Received, Duration;
    internal int SrcPort, DstPort;

    /// <summary>A protocol, or below zero.</summary>
    internal int Protocol;

    internal bool HasSrc, HasDst, HasBytes, HasReverseBytes, HasPayload, HasReversePayload, HasFlags, HasReverseFlags;
    internal ulong Payload, ReversePayload;
    internal ushort Flags, ReverseFlags;

    /// <summary>A record of which nothing was read.</summary>
    internal static LogRecord Empty => new() { Start = NoTime, End = NoTime, Received = NoTime, Duration = NoTime, SrcPort = NoPort, DstPort = NoPort, Protocol = -1 };
}
