namespace Weir.Wire.Elements;

/// <summary>What a host knows of its own traffic: whose it is, and how its sockets fare.</summary>
public static class HostElements
{
    public const ushort ProcessId = 80;
    public const ushort ProcessName = 81;
    public const ushort ContainerId = 82;
    public const ushort PodId = 83;
    public const ushort PodName = 84;
    public const ushort PodNamespace = 85;
    public const ushort PodOwner = 86;
    public const ushort SocketRoundTripMicroseconds = 87;
    public const ushort DnsLatencyMicroseconds = 88;

    /// <summary>All of them in the order of their numbers.</summary>
    public static IReadOnlyList<InformationElement> All { get; } =
    [
        new(ProcessId, WeirElements.Pen, "processId", AbstractDataType.Unsigned32, DataTypeSemantics.Identifier),
        new(ProcessName, WeirElements.Pen, "processName", AbstractDataType.String, DataTypeSemantics.Default),
        new(ContainerId, WeirElements.Pen, "containerId", AbstractDataType.String, DataTypeSemantics.Default),
        new(PodId, WeirElements.Pen, "podId", AbstractDataType.String, DataTypeSemantics.Default),
        new(PodName, WeirElements.Pen, "podName", AbstractDataType.String, DataTypeSemantics.Default),
        new(PodNamespace, WeirElements.Pen, "podNamespace", AbstractDataType.String, DataTypeSemantics.Default),
        new(PodOwner, WeirElements.Pen, "podOwner", AbstractDataType.String, DataTypeSemantics.Default),
        new(SocketRoundTripMicroseconds, WeirElements.Pen, "socketRoundTripMicroseconds", AbstractDataType.Unsigned32, DataTypeSemantics.Quantity, "microseconds"),
        new(DnsLatencyMicroseconds, WeirElements.Pen, "dnsLatencyMicroseconds", AbstractDataType.Unsigned32, DataTypeSemantics.Quantity, "microseconds"),
    ];
}
