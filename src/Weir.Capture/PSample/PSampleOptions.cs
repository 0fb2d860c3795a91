namespace Weir.Capture.PSample;

/// <summary>What the kernel samples, and how the samples are taken in.</summary>
public sealed record PSampleOptions
{
    /// <summary>The interfaces.</summary>
    public required IReadOnlyList<SamplingRequest> Interfaces { get; init; }

    /// <summary>
    /// Octets of samples that may wait in the socket, with the kernel's own for each. 4 MiB: some 4000 samples of 128 octets, more than a second
    /// at the rates sFlow is used with.
    /// </summary>
    public int ReceiveBufferOctets { get; init; } = 4 << 20;

    /// <summary>How long a read waits for a sample; cancellation is noticed as often. Short of what people notice.</summary>
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often the kernel is asked what it counted, and whether sampling is still set up. A second: what people notice, and no load.</summary>
    public TimeSpan InspectionInterval { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>How one interface is sampled.</summary>
public sealed record SamplingRequest
{
    /// <summary>What tc-sample(8) and the flow-export section take.</summary>
    public const int MaxRate = 1_000_000, MinTruncation = 64, MaxTruncation = 1500, DefaultTruncation = 128;

    /// <summary>Name of the interface, in the network namespace of the thread that opens it.</summary>
    public required string InterfaceName { get; init; }

    /// <summary>One packet in so many, chosen at random (RFC 5475 section 5.2.2).</summary>
    public required uint Rate { get; init; }

    /// <summary>Octets of a packet that are told. 128: what sFlow agents send by default.</summary>
    public uint Truncation { get; init; } = DefaultTruncation;

    /// <summary>The psample group: 1 is what hsflowd and the flow-export section use.</summary>
    public uint Group { get; init; } = 1;

    /// <summary>Which packets: both ways see all there is of a host.</summary>
    public SamplingDirection Direction { get; init; } = SamplingDirection.Both;
}

/// <summary>Which of an interface's packets are sampled.</summary>
[Flags]
public enum SamplingDirection
{
    None = 0,

    /// <summary>Those that arrive.</summary>
    Ingress = 1,

    /// <summary>Those that leave.</summary>
    Egress = 2,

    Both = Ingress | Egress,
}
