using System.Runtime.CompilerServices;
using Weir.Exporter.Metering.Applications;
using Weir.Exporter.Metering.Conversations;
using Weir.Flows.Batches;
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
public sealed partial class MeteringProcess : IDisposable
{
    private readonly FlowTable _table;
    private readonly TimeProvider _clock;
    private readonly long _madeAt;
    private volatile DatagramDestination[] _own;
    private readonly KeyLevel? _level;
    private readonly TunnelMode _tunnels;
    private readonly bool _readsTcp;
    private readonly bool _metersConversations;
    private readonly PacketSampler? _sampler;
    private readonly SamplingRateSink? _rates;
    private readonly ApplicationTable? _applications;
    private readonly AdaptiveRate? _adaptive;
    private readonly PacketBatch _batch = new();
    private readonly Observation[] _observations = new Observation[PacketBatch.Capacity + 1];

    /// <summary>A metering process that has read nothing.</summary>
    /// <param name="options">Timeouts and limits.</param>
    /// <param name="hash">How flow keys are hashed; its seed is a secret of this process.</param>
    /// <param name="sink">Takes the flow records. Not disposed of here.</param>
    /// <param name="clock">Tells the time while a live source is idle.</param>
    /// <param name="own">Destinations whose datagrams are left out: a live exporter's collectors.</param>
    public MeteringProcess(
        MeteringOptions options, FlowKeyHash hash, IFlowSink sink, TimeProvider clock, IEnumerable<DatagramDestination>? own = null)
    {
        if (options.Sampling is { } sampling)
        {
            _sampler = new PacketSampler(sampling);
            sink = _rates = new SamplingRateSink(sink, sampling.Rate);
            if (sampling.Adaptive is { } adaptive) _adaptive = new AdaptiveRate(adaptive, sampling.Rate);
        }

        if (options.TcpPerformance && !options.Biflow) sink = new UniflowSink(sink);
        _readsTcp = options.TcpPerformance;
        _metersConversations = options.MetersConversations;
        _tunnels = options.Tunnels;
        if (options.Level != TrackingLevel.Full) _level = new KeyLevel(options.Level, options.MetersConversations);
        // Without the library all else goes on; who asked for it was told.
        if (options is { Applications: { } applications, Level: TrackingLevel.Full } && NdpiDetector.Problem is null)
            _applications = new ApplicationTable(applications, options, Metrics);
        _table = new FlowTable(options, hash, sink, Metrics) { Applications = _applications };
        _clock = clock;
        _madeAt = clock.GetTimestamp();
        _own = own is null ? [] : [.. own];
    }

    /// <summary>What was counted so far.</summary>
    public MeteringMetrics Metrics { get; } = new();

    /// <summary>What is missing for <see cref="MeteringOptions.Applications"/>, for people; <see langword="null"/>: nothing.</summary>
    public static string? ApplicationsProblem => NdpiDetector.Problem;

    /// <summary>All applications that flows can be classified by, for the exporter's own reports.</summary>
    public static IReadOnlyList<ApplicationName> Applications => NdpiDetector.Names;

    /// <summary>One of so many packets is metered; 1 without sampling.</summary>
    public uint SamplingRate => _sampler?.Rate ?? 1;

    /// <summary>
    /// Takes each new <see cref="SamplingRate"/>. Called on the metering thread when all records of the rate before have been written:
    /// every record's packets were chosen at the one rate that the record names.
    /// </summary>
    public Action<uint>? SamplingRateChanged { get; set; }

    /// <summary>
    /// Meters a source until it ends or cancellation, then ends all flows. May be called again with another source, for
    /// the next of several files.
    /// </summary>
    public MeteringSummary Run(IPacketSource source, CancellationToken cancellationToken)
    {
        long packetsBefore = Metrics.Packets;
        long recordsBefore = Metrics.Records;
        long noRoomBefore = Metrics.NoRoomPackets;
        MeteringEnd end = Read(source, cancellationToken);
        _table.EndAll();
        return new(source.Name, end, Metrics.Packets - packetsBefore, Metrics.Records - recordsBefore) { NoRoomPackets = Metrics.NoRoomPackets - noRoomBefore };
    }

    public void Dispose()
    {
        _table.Dispose();
        _applications?.Dispose();
    }

    private MeteringEnd Read(IPacketSource source, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (!_requests.IsEmpty) ServeRequests();
            if (_adaptive is not null && source is ILoadGauge gauge) FollowLoad(gauge);
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
        int before = 0;
        long extra = 0;
        (long noRoomPackets, long noRoomOctets) = (Metrics.NoRoomPackets, Metrics.NoRoomOctets);
        if (_level is { IsFull: true }) ForgetLinks();
        long octets = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            ref CapturedPacket packet = ref batch[i];
            if (_sampler is not null && !_sampler.Takes())
            {
                Metrics.SampledOut++;
                continue;
            }

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

            if (_sampler is not null && !_sampler.TakesFlow(in observation.Fields))
            {
                Metrics.SampledOut++;
                continue;
            }

            observation.ExtraPackets = 0;
            if (packet.SegmentSize != 0) extra += observation.ExtraPackets = JoinedPackets.Count(in packet, ref observation.Fields);
            if (_tunnels != TunnelMode.Outer && TryOpenTunnel(in packet, ref observation, out PacketFields outer) && _tunnels == TunnelMode.Both)
            {
                ref Observation second = ref _observations[metered + 1];
                second = new Observation
                {
                    Fields = outer,
                    TimeNs = packet.TimeNs,
                    InterfaceIndex = packet.InterfaceIndex,
                    IsOutgoing = packet.IsOutgoing,
                };
                if ((outer.Parts & PacketParts.Mpls) != 0) second.Labels = LabelStack.Read(packet.Octets, outer.LabelOffset);
                _level?.Apply(ref second.Fields);
                octets += outer.IpLength;
                metered++;
            }

            // Inside a tunnel the headers are those that offload divided by.
            if (packet.SegmentSize != 0 && observation.ExtraPackets == 0)
                extra += observation.ExtraPackets = JoinedPackets.Count(in packet, ref observation.Fields);
            if ((observation.Fields.Parts & PacketParts.Mpls) != 0) observation.Labels = LabelStack.Read(packet.Octets, observation.Fields.LabelOffset);
            if (_readsTcp) TcpSegment.Read(in packet, ref observation);
            _applications?.Observe(in packet, in observation.Fields);
            _level?.Apply(ref observation.Fields);
            observation.TimeNs = packet.TimeNs;
            observation.InterfaceIndex = packet.InterfaceIndex;
            observation.IsOutgoing = packet.IsOutgoing;
            octets += observation.Fields.IpLength;
            metered++;

            // Tunnels metered both ways may make two observations of each packet.
            if (metered < PacketBatch.Capacity) continue;
            Count(_observations.AsSpan(0, PacketBatch.Capacity));
            if (metered > PacketBatch.Capacity) _observations[0] = _observations[PacketBatch.Capacity];
            metered -= PacketBatch.Capacity;
            before += PacketBatch.Capacity;
        }

        Count(_observations.AsSpan(0, metered));
        Metrics.Packets += batch.Count + extra;
        Metrics.MeteredPackets += before + metered + extra - (Metrics.NoRoomPackets - noRoomPackets);
        Metrics.MeteredOctets += octets - (Metrics.NoRoomOctets - noRoomOctets);
    }

    private void Count(Span<Observation> packets)
    {
        if (_metersConversations) Orientation.Apply(packets);
        _table.Update(packets);
    }

    private bool TryOpenTunnel(in CapturedPacket packet, ref Observation observation, out PacketFields outer)
    {
        outer = observation.Fields;
        int depth = 0;
        while (depth < TunnelParser.MaxDepth && TunnelParser.TryParseInner(packet.Octets, ref observation.Fields)) depth++;
        if (depth == 0) return false;
        Metrics.Tunnelled++;
        return true;
    }

    // Records of both rates would not scale to what there was, so no flow goes on across a change.
    private void FollowLoad(ILoadGauge gauge)
    {
        long nowNs = _clock.GetElapsedTime(_madeAt).Ticks * TimeSpan.NanosecondsPerTick;
        if (!_adaptive!.IsDue(nowNs) || !_adaptive.Observe(nowNs, gauge.ReadLoad())) return;
        _table.EndAll();
        _sampler!.Rate = _adaptive.Rate;
        _rates!.Rate = _adaptive.Rate;
        SamplingRateChanged?.Invoke(_adaptive.Rate);
    }

    private void ForgetLinks()
    {
        _table.EndAll();
        _level!.Forget();
        Metrics.LinkKeyResets++;
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
