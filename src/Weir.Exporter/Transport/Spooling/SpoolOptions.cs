namespace Weir.Exporter.Transport.Spooling;

/// <summary>Where and how much one collector's spool keeps.</summary>
public sealed record SpoolOptions
{
    /// <summary>Smallest <see cref="MaxOctets"/>: four of the smallest segments.</summary>
    public const long MinOctets = 4 * SmallestSegment;

    internal const int SmallestSegment = 256 * 1024;
    private const int LargestSegment = 64 * 1024 * 1024;
    private const int SegmentsAtLeast = 16;

    /// <summary>A directory of this collector's own. It is made where it is not there.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// Most octets on disk; then the oldest go. 1 GiB: ten minutes of 10,000 records a second at 100 octets take 600 MB.
    /// </summary>
    public long MaxOctets { get; init; } = 1L << 30;

    /// <summary>Octets of a segment, the piece that goes at once.</summary>
    internal int SegmentOctets => (int)Math.Clamp(MaxOctets / SegmentsAtLeast, SmallestSegment, LargestSegment);
}
