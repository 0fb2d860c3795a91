using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Flows.Pipeline;

namespace Weir.Exporter.Sampling;

/// <summary>
/// Takes each n-th packet of each data source (RFC 5475 section 5.1, systematic count-based) and gives it to a sink. One thread.
/// </summary>
/// <param name="rate">Packets for each one that is taken, at least 1.</param>
/// <param name="headerOctets">Octets of a packet that are told at most.</param>
/// <param name="sink">Takes the samples. Not disposed of here.</param>
public sealed class HeaderSampler(uint rate, int headerOctets, IPacketSampleSink sink)
{
    /// <summary>Octets of a packet that are told by default: what sFlow agents send.</summary>
    public const int DefaultHeaderOctets = 128;

    private readonly Dictionary<uint, DataSource> _sources = [];

    // Nearly all packets come from the same one as the packet before.
    private DataSource _last = new(uint.MaxValue);

    /// <summary>Samples taken.</summary>
    public long Samples { get; private set; }

    /// <summary>Counts the packets of a batch, and gives those to the sink that are taken.</summary>
    public void Offer(PacketBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            ref CapturedPacket packet = ref batch[i];
            DataSource source = _last.Index == packet.InterfaceIndex ? _last : Find(packet.InterfaceIndex);
            source.Pool++;
            if (++source.Skipped < rate) continue;
            source.Skipped = 0;
            Take(in packet, source);
        }
    }

    private void Take(in CapturedPacket packet, DataSource source)
    {
        Samples++;
        sink.Write(new SampledPacket
        {
            Header = packet.Octets[..Math.Min(packet.CapturedLength, headerOctets)],
            LinkType = packet.LinkType,
            FrameLength = (uint)packet.WireLength,
            InputInterface = packet.IsOutgoing ? 0 : packet.InterfaceIndex,
            OutputInterface = packet.IsOutgoing ? packet.InterfaceIndex : 0,
            SourceInterface = packet.InterfaceIndex,
            Rate = rate,
            Pool = source.Pool,
            VlanTci = packet.VlanTci,
            HasVlanTci = packet.HasVlanTci,
        });
    }

    private DataSource Find(uint index)
    {
        ref DataSource? source = ref CollectionsMarshal.GetValueRefOrAddDefault(_sources, index, out _);
        return _last = source ??= new DataSource(index);
    }

    private sealed class DataSource(uint index)
    {
        public readonly uint Index = index;
        public uint Pool;
        public uint Skipped;
    }
}
