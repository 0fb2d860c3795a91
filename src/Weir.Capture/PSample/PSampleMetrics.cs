namespace Weir.Capture.PSample;

/// <summary>What was counted of one interface's samples.</summary>
/// <param name="Interface">The interface's name.</param>
/// <param name="IsOpen">Whether the interface is there and the kernel samples it.</param>
/// <param name="Samples">Samples that came.</param>
/// <param name="Lost">Samples that the kernel took and did not deliver, by the gaps of the group's sequence.</param>
/// <param name="Pool">Packets that could have been sampled, by the kernel's count of a moment ago.</param>
public readonly record struct SampledInterfaceMetrics(string Interface, bool IsOpen, long Samples, long Lost, long Pool);

/// <summary>What was counted of a listener.</summary>
/// <param name="Overruns">Times the socket's buffer was full.</param>
/// <param name="Foreign">Samples of others: another group, another interface, another rate.</param>
/// <param name="Malformed">Messages that are no samples, or not whole.</param>
public readonly record struct PSampleMetrics(long Overruns, long Foreign, long Malformed);
