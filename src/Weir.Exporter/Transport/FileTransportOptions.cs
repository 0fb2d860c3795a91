namespace Weir.Exporter.Transport;

/// <summary>Where IPFIX files are written (RFC 5655).</summary>
public sealed record FileTransportOptions
{
    /// <summary>
    /// The file. While it is written it is called so with <c>.part</c> behind, and it gets its name when it is whole. With rotation
    /// the time it was begun and a number come before the extension: <c>flows-20260102T030405Z-0001.ipfix</c>.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>A new file is begun before one is longer than this; 0: never.</summary>
    public long RotateOctets { get; init; }

    /// <summary>A new file is begun when one is older than this; zero: never. It is looked at when a message comes.</summary>
    public TimeSpan RotateAfter { get; init; }

    internal bool Rotates => RotateOctets > 0 || RotateAfter > TimeSpan.Zero;
}
