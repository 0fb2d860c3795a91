using System.Net;

namespace Weir.Collector.Listening;

/// <summary>Where and how to listen on UDP, and where each default comes from.</summary>
public sealed record UdpListenerOptions
{
    /// <summary>Port of IPFIX over UDP (RFC 7011 section 10.3.4).</summary>
    public const int IpfixPort = 4739;

    /// <summary>
    /// Endpoints, one socket each. <c>[::]</c> takes IPv4 as well, and stands for <c>0.0.0.0</c> on a machine without IPv6.
    /// </summary>
    public IReadOnlyList<IPEndPoint> Endpoints { get; init; } = [new(IPAddress.IPv6Any, IpfixPort)];

    /// <summary>
    /// Whether other sockets may be bound to the same endpoints (SO_REUSEPORT): the kernel divides exporters among them. Not by itself:
    /// a second collector would take datagrams away unnoticed.
    /// </summary>
    public bool IsShared { get; init; }

    /// <summary>Socket buffer asked of the kernel, for each socket. 64 MiB: half a second of one gigabit a second while a disk hesitates.</summary>
    public int ReceiveBufferBytes { get; init; } = 64 << 20;

    /// <summary>Datagrams taken with one call. 64: beyond it the call's own cost no longer shows.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// Milliseconds that datagrams may gather in the kernel before they are taken, where they come within a quarter of that one after another. 1: at a hundred thousand a second
    /// a hundred of them, of the tens of thousands that the socket's buffer holds.
    /// </summary>
    public int GatherMilliseconds { get; init; } = 1;

    /// <summary>Octets of the longest datagram taken whole; a longer one is dropped and counted. 65 535: no datagram is longer.</summary>
    public int MaxDatagramBytes { get; init; } = ushort.MaxValue;

    /// <summary>Where sockets come from and go to that are to outlive the listener; <see langword="null"/>: it has its own.</summary>
    public ListenerSockets? Sockets { get; init; }

    /// <summary>All that is wrong with these options, in words.</summary>
    public IEnumerable<string> Validate()
    {
        if (Endpoints.Count is 0 or > 64) yield return "listen needs 1 to 64 endpoints";
        if (ReceiveBufferBytes is < 4096 or > 1 << 30) yield return "listen receive buffer must be 4 KiB to 1 GiB";
        if (BatchSize is < 1 or > 1024) yield return "listen batch must be 1 to 1024 datagrams";
        if (MaxDatagramBytes is < 512 or > ushort.MaxValue) yield return "listen longest datagram must be 512 to 65535 octets";
    }
}
