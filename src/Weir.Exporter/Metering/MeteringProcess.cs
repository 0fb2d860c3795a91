using System.Runtime.CompilerServices;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.Exporter.Metering;

/// <summary>
/// RFC 7011's metering process for one source: reads packets, parses them, counts them into flows, and writes the record of
/// each flow that ends to a sink. One thread; the sink is called on it.
/// </summary>
/// <remarks>
/// Time is that of the packets. Only a live source that is idle lets the clock move time on, so a file gives the same
/// records whenever it is read.
/// </remarks>
public sealed class MeteringProcess : IDisposable
{
    private readonly FlowTable _table;
    private readonly TimeProvider _clock;
    private readonly DatagramDestination[] _own;
    private readonly PacketBatch _batch = new();
    private readonly Observation[] _observations = new Observation[PacketBatch.Capacity];

    /// <summary>A metering process that has read nothing.</summary>
    /// <param name="options">Timeouts and limits.</param>
    /// <param name="hash">How flow keys are hashed; its seed is a secret of this process.</param>
    /// <param name="sink">Takes the flow records. Not disposed of here.</param>
    /// <param name="clock">Tells the time while a live source is idle.</param>
    /// <param name="own">Destinations whose datagrams are left out: a live exporter's collectors.</param>
    public MeteringProcess(
        MeteringOptions options, FlowKeyHash hash, IFlowSink sink, TimeProvider clock, IEnumerable<DatagramDestination>? own = null)
    {
        _table = new FlowTable(options, hash, sink, Metrics);
        _clock = clock;
        _own = own is null ? [] : [.. own];
    }

    /// <summary>What was counted so far.</summary>
    public MeteringMetrics Metrics { get; } = new();

    /// <summary>
    /// Meters a source until it ends or cancellation, then ends all flows. May be called again with another source, for
    /// the next of several files.
    /// </summary>
    public MeteringSummary Run(IPacketSource source, CancellationToken cancellationToken)
    {
        long packetsBefore = Metrics.Packets;
        long recordsBefore = Metrics.Records;
        MeteringEnd end = Read(source, cancellationToken);
        _table.EndAll();
        return new(source.Name, end, Metrics.Packets - packetsBefore, Metrics.Records - recordsBefore);
    }

    public void Dispose() => _table.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private MeteringEnd Read(IPacketSource source, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            switch (source.Read(_batch))
            {
                case PacketReadStatus.Packets:
                    Meter(_batch);
                    break;
                case PacketReadStatus.Idle:
                    _table.Advance((_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
                    break;
                case PacketReadStatus.End:
                    return MeteringEnd.SourceEnded;
                default:
                    return MeteringEnd.SourceTruncated;
            }
        }

        return MeteringEnd.Cancelled;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Meter(PacketBatch batch)
    {
        int metered = 0;
        long extra = 0;
        long octets = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            ref CapturedPacket packet = ref batch[i];
            ref Observation observation = ref _observations[metered];
            PacketParseResult result = PacketParser.Parse(
                packet.Octets, packet.WireLength, packet.LinkType, packet.HasVlanTci, packet.VlanTci, ref observation.Fields);
            if (result != PacketParseResult.Ip)
            {
                CountUnmetered(result);
                continue;
            }

            if (_own.Length != 0 && IsOwn(in observation.Fields))
            {
                Metrics.OwnDatagrams++;
                continue;
            }

            observation.ExtraPackets = 0;
            if (packet.SegmentSize != 0) extra += observation.ExtraPackets = JoinedPackets.Count(in packet, ref observation.Fields);
            observation.TimeNs = packet.TimeNs;
            observation.InterfaceIndex = packet.InterfaceIndex;
            observation.IsOutgoing = packet.IsOutgoing;
            octets += observation.Fields.IpLength;
            metered++;
        }

        _table.Update(_observations.AsSpan(0, metered));
        Metrics.Packets += batch.Count + extra;
        Metrics.MeteredPackets += metered + extra;
        Metrics.MeteredOctets += octets;
    }

    private bool IsOwn(in PacketFields packet)
    {
        foreach (DatagramDestination destination in _own)
        {
            if (destination.Receives(in packet)) return true;
        }

        return false;
    }

    private void CountUnmetered(PacketParseResult result)
    {
        switch (result)
        {
            case PacketParseResult.NotIp: Metrics.NotIp++; break;
            case PacketParseResult.Truncated: Metrics.TruncatedPackets++; break;
            case PacketParseResult.Malformed: Metrics.MalformedPackets++; break;
            default: Metrics.UnknownLinkTypes++; break;
        }
    }
}
