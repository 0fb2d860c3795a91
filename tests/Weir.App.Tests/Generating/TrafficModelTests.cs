using Weir.App.Generating;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.App.Tests.Generating;

public sealed class TrafficModelTests
{
    private const int Many = 50_000;

    [Fact]
    public void The_same_seed_gives_the_same_flows_and_another_gives_others()
    {
        List<GeneratedFlow> flows = Flows(1, 7);
        Assert.Equal(flows, Flows(1, 7));
        Assert.NotEqual(flows, Flows(1, 8));
        Assert.Empty(Talkers(flows).Intersect(Talkers(Flows(2, 7))));
    }

    [Fact]
    public void Talkers_are_uneven_ports_are_those_of_services_and_sizes_have_a_heavy_tail()
    {
        List<GeneratedFlow> requests = [.. Flows(1, 7).Where(static flow => flow.Input == 1)];
        int[] talkers = [.. requests.GroupBy(static flow => flow.Source.Low & 0x3FF).Select(static group => group.Count()).OrderDescending()];
        // The first of a thousand has one in H(1000) = 7.49 by Zipf's law, the second half of that.
        Assert.InRange(talkers[0] / (double)requests.Count, 0.12, 0.15);
        Assert.InRange(talkers[1] / (double)talkers[0], 0.45, 0.55);
        foreach (Service service in Service.All)
        {
            double share = requests.Count(flow => flow.Protocol == service.Protocol && flow.DestinationPort == service.Port) / (double)requests.Count;
            Assert.InRange(share, 0.7 * service.Weight / Service.TotalWeight, 1.3 * service.Weight / Service.TotalWeight);
        }

        ulong[] octets = [.. requests.Select(static flow => flow.Octets).OrderDescending()];
        Assert.InRange(octets.Take(octets.Length / 100).Sum(static each => (double)each) / octets.Sum(static each => (double)each), 0.2, 0.9);
        Assert.All(requests, static flow => Assert.InRange(flow.Octets / flow.Packets, 40ul, 1500ul));
        Assert.InRange(requests.Count(static flow => !flow.Source.IsV4) / (double)requests.Count, 0.18, 0.22);
    }

    [Fact]
    public void Each_answer_follows_its_question()
    {
        List<GeneratedFlow> flows = Flows(3, 1);
        for (int i = 1; i < flows.Count; i++)
        {
            if (flows[i].Input != 2) continue;
            (GeneratedFlow question, GeneratedFlow answer) = (flows[i - 1], flows[i]);
            Assert.Equal((question.Source, question.Destination, question.SourcePort, question.DestinationPort, question.Protocol), (answer.Destination, answer.Source, answer.DestinationPort, answer.SourcePort, answer.Protocol));
        }
    }

    [Fact]
    public void Packets_are_read_as_what_they_were_made_of()
    {
        byte[] octets = new byte[GeneratedPacket.MaxSize];
        foreach (GeneratedFlow flow in Flows(4, 1).Take(1000))
        {
            int length = GeneratedPacket.Write(octets, flow, 500);
            PacketFields fields = default;
            Assert.Equal(PacketParseResult.Ip, PacketParser.Parse(octets.AsSpan(0, length), 514, LinkType.Ethernet, false, 0, ref fields));
            Assert.Equal(
                (flow.Source, flow.Destination, flow.SourcePort, flow.DestinationPort, flow.Protocol, flow.Ttl, flow.TcpFlags),
                (fields.Source, fields.Destination, fields.SourcePort, fields.DestinationPort, fields.Protocol, fields.Ttl, (byte)fields.TcpFlags));
            Assert.Equal(500u, fields.IpLength);
        }
    }

    [Theory]
    [InlineData(20, 1)]
    [InlineData(4, 0.35)]
    [InlineData(0, 0.675)]
    [InlineData(12, 0.675)]
    public void The_day_has_a_busiest_and_a_quietest_hour(int hour, double share) =>
        Assert.Equal(share, DailyCurve.At(new DateTimeOffset(2026, 11, 21, hour, 0, 0, TimeSpan.Zero)), 3);

    private static List<GeneratedFlow> Flows(int site, int seed)
    {
        var traffic = new TrafficModel(site, seed, 20);
        return [.. Enumerable.Range(0, Many).Select(_ => traffic.Next())];
    }

    private static IEnumerable<IpAddress> Talkers(IEnumerable<GeneratedFlow> flows) => flows.Where(static flow => flow.Input == 1).Select(static flow => flow.Source).Distinct();
}
