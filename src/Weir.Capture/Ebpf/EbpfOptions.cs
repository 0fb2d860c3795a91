namespace Weir.Capture.Ebpf;

/// <summary>How flows are counted within the kernel.</summary>
public sealed record EbpfOptions
{
    /// <summary>Names of the interfaces, in the network namespace of the thread that opens the source.</summary>
    public required IReadOnlyList<string> Interfaces { get; init; }

    /// <summary>Time between two reports; each flow that had packets since the last is reported. The default, 60 s, is that of metered flows.</summary>
    public TimeSpan ActiveTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Flows the kernel holds between two reports. A flow that finds no room is told packet by packet and brings the report forward. The default, 65536,
    /// costs the kernel about 14 MB for each processor: two maps, of which one is in use and one is read.
    /// </summary>
    public int MaxFlows { get; init; } = 1 << 16;

    /// <summary>Whether the time between DNS queries over UDP and their answers is measured.</summary>
    public bool MeasuresDns { get; init; }

    /// <summary>Whether it is found out which process a flow belongs to.</summary>
    public bool FindsProcesses { get; init; } = true;

    /// <summary>How long to wait for the kernel; cancellation is noticed as often.</summary>
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromMilliseconds(100);
}
