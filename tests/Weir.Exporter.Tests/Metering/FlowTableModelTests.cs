using Weir.Exporter.Metering;

namespace Weir.Exporter.Tests.Metering;

/// <summary>Random packets through the table and through a dictionary: the same records come out, however the packets are batched.</summary>
public sealed class FlowTableModelTests
{
    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0xFC00_0003)]
    [InlineData(0)]
    public void Random_packets_give_the_records_of_a_plain_dictionary(uint keptHashBits)
    {
        for (int seed = 0; seed < 60; seed++) Compare(seed, keptHashBits, keptHashBits == 0 ? 400 : 3000);
    }

    private static void Compare(int seed, uint keptHashBits, int packetCount)
    {
        var random = new Random(seed);
        var options = new MeteringOptions
        {
            ActiveTimeout = Timeout(random, 60),
            IdleTimeout = Timeout(random, 20),
            TcpEndGrace = Timeout(random, 5),
        };
        var sink = new RecordingSink();
        var metrics = new MeteringMetrics();
        using var table = new FlowTable(options, new FlowKeyHash((ulong)seed, keptHashBits), sink, metrics);
        var model = new FlowTableModel(options);
        var batch = new Observation[64];
        long time = Packet.Start;
        long meanStep = (long)(random.NextDouble() * random.NextDouble() * Packet.Second);
        uint hosts = (uint)random.Next(1, 300);
        double backwards = seed % 3 == 0 ? 0.01 : 0;
        for (int sent = 0; sent < packetCount;)
        {
            int count = random.Next(1, 65);
            for (int i = 0; i < count; i++)
            {
                time += random.NextInt64(0, 2 * meanStep + 1);
                if (random.NextDouble() < 0.001) time += random.NextInt64(0, 200) * Packet.Second;
                long shift = random.NextDouble() < backwards ? -random.NextInt64(0, 30 * Packet.Second) : 0;
                batch[i] = RandomPacket(random, time + shift, hosts);
                model.Add(in batch[i]);
            }

            table.Update(batch.AsSpan(0, count));
            sent += count;
        }

        table.EndAll();
        model.End();
        Assert.Equal(model.ClockSteps, metrics.ClockSteps);
        Assert.Equal(
            model.Records.Select(record => record.ToString()).Order(StringComparer.Ordinal),
            sink.Rows.Select(row => Described(row).ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(model.Records.Count, metrics.Records);
        Assert.Equal(metrics.FlowsCreated, metrics.Records);
    }

    private static TimeSpan? Timeout(Random random, int seconds) =>
        random.Next(4) == 0 ? null : TimeSpan.FromTicks(random.NextInt64(1, seconds * TimeSpan.TicksPerSecond));

    private static Observation RandomPacket(Random random, long time, uint hosts)
    {
        uint host = (uint)random.Next(1, (int)hosts + 1);
        ushort port = (ushort)random.Next(1, 3);
        uint length = (uint)random.Next(20, 1501);
        if (random.Next(3) == 0) return Packet.Udp(time, host, port, length);
        ushort flags = random.Next(20) switch { 0 => Packet.Fin | Packet.Ack, 1 => Packet.Rst, 2 => Packet.Syn, _ => Packet.Ack };
        return Packet.Tcp(time, host, port, flags, length, (byte)random.Next(1, 256));
    }

    private static (FlowKey Key, FlowEndReason Reason, long Received, long Start, long End, ulong Packets, ulong Bytes, ushort Flags, byte Ttl) Described(FlowRow row) => (
        new FlowKey
        {
            Source = row.Source,
            Destination = row.Destination,
            SourcePort = row.SourcePort ?? 0,
            DestinationPort = row.DestinationPort ?? 0,
            Protocol = row.Protocol,
            IpVersion = row.EtherType == 0x86DD ? (byte)6 : (byte)4,
        },
        (FlowEndReason)row.Reason, row.Received, row.Start, row.End, row.Packets, row.Bytes, row.TcpFlags ?? 0, row.Ttl);
}
