using System.Globalization;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.Vm.Tests;

/// <summary>Sampling by the kernel: tc's own counters, ping's and tshark are the oracles.</summary>
public sealed class PSampleTests(VirtualMachine machine)
{
    private const uint EthernetAndIcmp = 14 + 20 + 8, FrameCheckSequence = 4;

    [Fact]
    public void Every_step_was_gone_through() => Assert.True(machine.Scripts.Contains("10-psample.sh ended with 0", StringComparison.Ordinal), machine.Scripts + machine.Log("10-psample"));

    [Fact]
    public void At_rate_1_every_packet_both_ways_is_told_truncated_and_with_its_size()
    {
        Ready();
        IReadOnlyList<SampleRow> samples = machine["exact"].Samples();
        Assert.Equal([500, 500], machine["exact"].PacketsByTc());
        Assert.Equal(1000, samples.Count);
        Assert.Equal(500, samples.Count(static sample => sample.Output == 0));
        Assert.All(samples, static sample => Assert.Equal((1u, 64u, 1000 + EthernetAndIcmp + FrameCheckSequence, 0u), (sample.Rate, sample.HeaderLength, sample.FrameLength, sample.Drops)));
        Assert.Equal(1000u, samples[^1].Pool);
    }

    [Fact]
    public void At_rate_2_samples_times_the_rate_are_what_there_was_within_the_bounds_of_chance()
    {
        Ready();
        IReadOnlyList<SampleRow> samples = machine["half"].Samples();
        long packets = machine["half"].PacketsByTc().Sum();
        Assert.Equal(8000, packets);
        // Five standard deviations of a binomial distribution: one run in two million is outside.
        double bound = 5 * Math.Sqrt(packets * 0.5 * 0.5);
        Assert.InRange(samples.Count, packets / 2 - bound, packets / 2 + bound);
        Assert.All(samples, static sample => Assert.Equal((2u, 98u), (sample.Rate, sample.HeaderLength)));
        // The pool is the kernel's own count of a second ago at most, and never more than there was.
        Assert.InRange(samples[^1].Pool, samples.Count, packets);
    }

    [Theory]
    [InlineData("ingress", 1200u)]
    [InlineData("egress", 56u)]
    public void One_way_alone_is_sampled_where_that_is_asked_for(string step, uint octets)
    {
        Ready();
        IReadOnlyList<SampleRow> samples = machine[step].Samples();
        Assert.Equal(200, samples.Count);
        Assert.All(samples, sample => Assert.Equal(step == "egress", sample.Output != 0));
        uint header = step == "ingress" ? octets + EthernetAndIcmp : Math.Min(128, octets + EthernetAndIcmp);
        Assert.All(samples, sample => Assert.Equal((octets + EthernetAndIcmp + FrameCheckSequence, header), (sample.FrameLength, sample.HeaderLength)));
    }

    [Fact]
    public void Samples_that_found_no_room_are_told_as_dropped()
    {
        Ready();
        IReadOnlyList<SampleRow> samples = machine["lost"].Samples();
        Assert.True(samples[^1].Drops > 0);
        Assert.Equal(machine["lost"].PacketsByTc().Sum(), samples.Count + samples[^1].Drops);
        Assert.Equal(machine["lost"].PacketsByTc().Sum(), samples[^1].Pool);
        Assert.Contains($"\"lost-samples\": {samples[^1].Drops}", machine["lost"]["sampling.json"], StringComparison.Ordinal);
    }

    [Fact]
    public void Sampled_flow_records_count_the_sampled_packets()
    {
        Ready();
        Tool.Require("tshark");
        string text = Tool.Output("tshark", "-r", machine["flows"].PathOf("export.pcap"), "-n", "-d", "udp.port==4739,cflow", "-Y", "cflow.srcaddr", "-T", "fields", "-e", "cflow.packets");
        long packets = text.Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries).Sum(static number => long.Parse(number, CultureInfo.InvariantCulture));
        double bound = 5 * Math.Sqrt(4000 * 0.5 * 0.5);
        Assert.InRange(packets, 2000 - bound, 2000 + bound);
    }

    [Fact]
    public void Sampling_comes_back_when_it_was_taken_away_and_when_its_interface_was()
    {
        Ready();
        Step step = machine["lasting"];
        Assert.DoesNotContain("sample", step["renamed.txt"], StringComparison.Ordinal);
        Assert.Equal(3, step["weir.log"].Split('\n').Count(static line => line.Contains("the kernel samples one of 1", StringComparison.Ordinal)));
        Assert.Equal([50, 50], step.PacketsByTc());
    }

    [Fact]
    public void Told_to_end_it_leaves_the_interface_as_it_was()
    {
        Ready();
        Assert.Equal("0", machine["lasting"]["exit"].Trim());
        Assert.DoesNotContain("clsact", machine["lasting"]["after.txt"], StringComparison.Ordinal);
    }

    [Fact]
    public void Filters_of_others_stay_and_those_of_a_crash_are_replaced()
    {
        Ready();
        Step step = machine["others"];
        Assert.Equal(2, Samplings(step["killed.txt"]));
        Assert.Equal(2, Samplings(step["running.txt"]));
        // Before the verdict of the other filter.
        Assert.Contains("pref 9 matchall", step["running.txt"], StringComparison.Ordinal);
        Assert.Equal(200, step.Samples().Count);
        Assert.Equal(0, Samplings(step["after.txt"]));
        Assert.Contains("clsact", step["after.txt"], StringComparison.Ordinal);
        Assert.Contains("pref 10 matchall", step["after.txt"], StringComparison.Ordinal);
    }

    private static int Samplings(string filters) => filters.Split('\n').Count(static line => line.Contains("action order 1: sample", StringComparison.Ordinal));

    private void Ready() => Assert.SkipWhen(machine.Obstacle is not null, machine.Obstacle ?? "");
}
