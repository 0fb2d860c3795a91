namespace Weir.Storage;

/// <summary>How much passed an interface in a bucket of time, by its counters.</summary>
/// <param name="BeginNs">When the bucket begins: nanoseconds since 1970-01-01 UTC.</param>
/// <param name="InBitsPerSecond">Octets of frames that came in, as bits a second; <see langword="null"/> where that was not told.</param>
/// <param name="OutBitsPerSecond">Those that went out.</param>
public readonly record struct InterfaceLoad(long BeginNs, double? InBitsPerSecond, double? OutBitsPerSecond);
