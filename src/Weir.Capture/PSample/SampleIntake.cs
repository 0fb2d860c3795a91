using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Capture.Netlink;
using Weir.Capture.PSample.TrafficControl;
using Weir.Flows.Pipeline;

namespace Weir.Capture.PSample;

/// <summary>
/// Takes the kernel's samples apart: finds the interface each was taken at, counts those that are missing, gives it to a sink, and makes it a packet. A gap
/// of a group that several interfaces share counts for the interface whose sample comes next, which is right on average.
/// </summary>
/// <param name="interfaces">Those that are sampled.</param>
/// <param name="samples">Takes each sample.</param>
/// <param name="clock">Tells the time of packets where the kernel does not.</param>
internal sealed unsafe class SampleIntake(SampledInterface[] interfaces, IPacketSampleSink samples, TimeProvider clock)
{
    private readonly Dictionary<uint, GroupSequence> _sequences = interfaces.Select(static each => each.Request.Group).Distinct().ToDictionary(static group => group, static _ => default(GroupSequence));

    /// <summary>Samples of others: another group, another interface, another rate.</summary>
    public long Foreign { get; private set; }

    /// <summary>Messages that are no samples, or not whole.</summary>
    public long Malformed { get; private set; }

    /// <summary>Takes in one datagram.</summary>
    /// <param name="datagram">In memory that does not move: a packet points into it.</param>
    /// <param name="type">The number of the family.</param>
    /// <param name="batch">Has room for a packet.</param>
    /// <returns>Whether there is a packet more.</returns>
    public bool Take(ReadOnlySpan<byte> datagram, ushort type, PacketBatch batch)
    {
        // The kernel sends each sample alone. One that should ever come behind another shows as lost.
        NetlinkMessages messages = new(datagram);
        if (messages.TryRead(out NetlinkHeader header, out ReadOnlySpan<byte> body) && header.Type == type && PSampleMessage.TryRead(body, out PSampleMessage sample))
            return Take(in sample, batch);
        Malformed++;
        return false;
    }

    private bool Take(in PSampleMessage sample, PacketBatch batch)
    {
        // Groups of others are not followed: there may be any number.
        ref GroupSequence sequence = ref CollectionsMarshal.GetValueRefOrNullRef(_sequences, sample.Group);
        uint lost = Unsafe.IsNullRef(ref sequence) ? 0 : sequence.Follow(sample.GroupSequence);
        if (Find(in sample, out bool isEgress) is not { } from)
        {
            Foreign++;
            return false;
        }

        long pool = from.Count(lost);
        ref CapturedPacket packet = ref batch[batch.Count++];
        fixed (byte* data = sample.Data) packet.Data = data;
        packet.CapturedLength = sample.Data.Length;
        packet.WireLength = (int)Math.Min(sample.OriginalSize, int.MaxValue);
        packet.TimeNs = (long)(sample.TimestampNs ?? (ulong)((clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick));
        packet.LinkType = from.LinkType;
        packet.InterfaceIndex = from.Index;
        packet.IsOutgoing = isEgress;
        packet.HasVlanTci = false;
        packet.VlanTci = 0;
        packet.SegmentSize = 0;
        packet.SegmentProtocol = 0;

        samples.Write(new SampledPacket
        {
            Header = sample.Data,
            LinkType = from.LinkType,
            FrameLength = sample.OriginalSize,
            InputInterface = isEgress ? sample.InputInterface ?? 0 : from.Index,
            OutputInterface = isEgress ? from.Index : sample.OutputInterface ?? 0,
            SourceInterface = from.Index,
            Rate = sample.Rate,
            Pool = (uint)pool,
            Drops = (uint)from.Lost,
            EgressQueue = sample.EgressQueue,
            EgressQueueOctets = sample.EgressQueueOctets,
            TransitDelayNs = sample.LatencyNs,
        });
        return true;
    }

    // Newer kernels tell the mark of the filter. Of others it is known that a sample taken in software tells where the packet goes only when it leaves.
    private SampledInterface? Find(in PSampleMessage sample, out bool isEgress)
    {
        isEgress = false;
        if (SamplerMark.TryRead(sample.UserCookie, out SamplerMark mark))
        {
            isEgress = mark.IsEgress;
            return mark.IsOwn ? Find(in sample, mark.InterfaceIndex, isEgress ? SamplingDirection.Egress : SamplingDirection.Ingress) : null;
        }

        if (sample.OutputInterface is { } output && Find(in sample, output, SamplingDirection.Egress) is { } leaving)
        {
            isEgress = true;
            return leaving;
        }

        return sample.InputInterface is { } input ? Find(in sample, input, SamplingDirection.Ingress) : null;
    }

    private SampledInterface? Find(in PSampleMessage sample, uint index, SamplingDirection direction)
    {
        foreach (SampledInterface each in interfaces)
        {
            if (each.Takes(in sample, index, direction)) return each;
        }

        return null;
    }
}
