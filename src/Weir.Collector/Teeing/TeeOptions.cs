using System.Net;

namespace Weir.Collector.Teeing;

/// <summary>Another collector that is sent the datagrams as they came.</summary>
public sealed record TeeOptions
{
    /// <summary>Where it listens, on UDP.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>
    /// Whether datagrams keep the address and port they came from, so that the other collector sees the exporters themselves. Needs
    /// CAP_NET_RAW, and a network that does not refuse other hosts' addresses. Without it they come from this host.
    /// </summary>
    public bool KeepsSource { get; init; }

    /// <summary>Whose datagrams; empty: everybody's.</summary>
    public IReadOnlyList<ExporterPrefix> Exporters { get; init; } = [];

    /// <summary>
    /// One of so many datagrams, chosen at random. Those that bring templates go always: without them the others mean nothing.
    /// </summary>
    public int OneIn { get; init; } = 1;

    /// <summary>Whether sending waits until the network takes more, instead of dropping: for what was recorded, which can wait.</summary>
    public bool Waits { get; init; }

    /// <summary>Octets of datagrams that may wait for the network. 4 MiB: a thirtieth of a second of a gigabit a second.</summary>
    public int SendBufferBytes { get; init; } = 4 << 20;

    /// <summary>Whether both say the same.</summary>
    public bool SameAs(TeeOptions other) => Exporters.SequenceEqual(other.Exporters) && this with { Exporters = [] } == other with { Exporters = [] };
}
