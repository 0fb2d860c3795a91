using Weir.Capture.PSample;
using Weir.Capture.PSample.TrafficControl;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Wire.Packets;

namespace Weir.Capture.Tests.PSample;

public sealed class SampleIntakeTests
{
    private static readonly byte[] Packet = new byte[128];

    private readonly SampleList _samples = new();
    private readonly PacketBatch _batch = new();

    [Fact]
    public void A_sample_that_arrives_or_leaves_is_told_of_its_interface()
    {
        SampleIntake intake = Intake(Interface("va", 3));

        Assert.True(intake.Take(SampleBytes.Of(3, 1, 0, 8, Packet).Add(PSampleAttribute.Timestamp, 17UL).Datagram(), SampleBytes.Type, _batch));
        Assert.True(intake.Take(SampleBytes.Of(9, 1, 1, 8, Packet).Add(PSampleAttribute.OutputInterface, (ushort)3).Datagram(), SampleBytes.Type, _batch));

        Assert.Equal([(3u, 3u, 0u), (3u, 9u, 3u)], _samples.Told.Select(static sample => (sample.Source, sample.Input, sample.Output)));
        Assert.Equal([false, true], Enumerable.Range(0, _batch.Count).Select(at => _batch[at].IsOutgoing));
        Assert.Equal((128, 1500, 17L, 3u), (_batch[0].CapturedLength, _batch[0].WireLength, _batch[0].TimeNs, _batch[0].InterfaceIndex));
    }

    [Fact]
    public void A_gap_of_the_sequence_is_lost_samples()
    {
        SampledInterface va = Interface("va", 3);
        SampleIntake intake = Intake(va);
        foreach (uint sequence in (uint[])[uint.MaxValue - 1, uint.MaxValue, 4, 5, 2]) intake.Take(SampleBytes.Of(3, 1, sequence, 8, Packet).Datagram(), SampleBytes.Type, _batch);

        // The first of all, and one that begins again, tell nothing of what was before.
        Assert.Equal([0u, 0u, 4u, 4u, 4u], _samples.Told.Select(static sample => sample.Drops));
        Assert.Equal([1u, 2u, 7u, 8u, 9u], _samples.Told.Select(static sample => sample.Pool));
        Assert.Equal((5L, 4L, 9L), (va.Metrics.Samples, va.Metrics.Lost, va.Metrics.Pool));
    }

    [Fact]
    public void Samples_that_others_asked_for_are_counted_and_left()
    {
        SampleIntake intake = Intake(Interface("va", 3));
        byte[] mark = new byte[SamplerMark.Size];
        (SamplerMark.Own(3, isEgress: false, ownsQdisc: false) with { ProcessId = 1 }).Write(mark);
        byte[][] foreign =
        [
            SampleBytes.Of(4, 1, 0, 8, Packet).Datagram(),
            SampleBytes.Of(3, 2, 0, 8, Packet).Datagram(),
            SampleBytes.Of(3, 1, 1, 9, Packet).Datagram(),
            SampleBytes.Of(3, 1, 2, 8, Packet).Add(PSampleAttribute.UserCookie, mark).Datagram(),
        ];

        foreach (byte[] datagram in foreign) Assert.False(intake.Take(datagram, SampleBytes.Type, _batch));
        Assert.False(intake.Take(SampleBytes.Of(3, 1, 3, 8, Packet).Datagram(), SampleBytes.Type + 1, _batch));

        Assert.Equal((4L, 1L, 0), (intake.Foreign, intake.Malformed, _batch.Count));
    }

    [Fact]
    public void The_mark_of_a_newer_kernel_decides()
    {
        SampleIntake intake = Intake(Interface("va", 3), Interface("vb", 4));
        byte[] mark = new byte[SamplerMark.Size];
        SamplerMark.Own(3, isEgress: false, ownsQdisc: false).Write(mark);

        // A switch that samples in hardware tells where the packet goes to also when it arrives.
        intake.Take(SampleBytes.Of(3, 1, 0, 8, Packet).Add(PSampleAttribute.OutputInterface, (ushort)4).Add(PSampleAttribute.UserCookie, mark).Datagram(), SampleBytes.Type, _batch);

        Assert.Equal([(3u, 3u, 4u)], _samples.Told.Select(static sample => (sample.Source, sample.Input, sample.Output)));
    }

    [Fact]
    public void Taking_in_allocates_nothing()
    {
        SampleIntake intake = new([Interface("va", 3)], new NoSamples(), TimeProvider.System);
        byte[][] datagrams = [.. Enumerable.Range(0, PacketBatch.Capacity).Select(static at => SampleBytes.Of(3, 1, (uint)at, 8, Packet).Datagram())];
        Batch();
        AllocationBudget.Check("capture/psample: take in a batch of samples", Batch);

        void Batch()
        {
            _batch.Count = 0;
            foreach (byte[] datagram in datagrams) intake.Take(datagram, SampleBytes.Type, _batch);
        }
    }

    [Fact]
    public void Damaged_datagrams_are_counted()
    {
        SampleIntake intake = Intake(Interface("va", 3));
        byte[] whole = SampleBytes.Of(3, 1, 0, 8, Packet).Datagram();
        byte[] mutated = GC.AllocateUninitializedArray<byte>(whole.Length, pinned: true);
        var random = new Random(7);
        const int Turns = 100_000;
        long taken = 0;
        for (int turn = 0; turn < Turns; turn++)
        {
            whole.CopyTo(mutated, 0);
            for (int changes = random.Next(1, 6); changes > 0; changes--) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            _batch.Count = 0;
            if (intake.Take(mutated.AsSpan(0, random.Next(mutated.Length + 1)), SampleBytes.Type, _batch)) taken++;
        }

        Assert.Equal(Turns, taken + intake.Foreign + intake.Malformed);
    }

    private static SampledInterface Interface(string name, uint index)
    {
        var one = new SampledInterface(new SamplingRequest { InterfaceName = name, Rate = 8 }, null!, static _ => { });
        one.BeOpen(index, LinkType.Ethernet);
        return one;
    }

    private SampleIntake Intake(params SampledInterface[] interfaces) => new(interfaces, _samples, TimeProvider.System);

    private sealed record Told(uint Source, uint Input, uint Output, uint Drops, uint Pool);

    private sealed class SampleList : IPacketSampleSink
    {
        public List<Told> Told { get; } = [];

        public void Write(in SampledPacket sample) =>
            Told.Add(new(sample.SourceInterface, sample.InputInterface, sample.OutputInterface, sample.Drops, sample.Pool));
    }

    private sealed class NoSamples : IPacketSampleSink
    {
        public void Write(in SampledPacket sample)
        {
        }
    }
}
