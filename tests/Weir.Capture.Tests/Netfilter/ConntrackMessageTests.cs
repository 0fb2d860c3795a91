using Weir.Capture.Conntrack;
using Weir.Capture.Netlink;
using Weir.Wire.Primitives;

namespace Weir.Capture.Tests.Netfilter;

public sealed class ConntrackMessageTests
{
    [Fact]
    public void A_translated_connection_has_both_its_directions_counters_state_and_time()
    {
        ConntrackMessage message = Read(RecordedMessages.TranslatedInDump, ConntrackMessage.NewMessage);
        Assert.Equal(("10.1.1.1", 47878, "10.9.9.9", 80), Ends(message.Original));
        Assert.Equal(("10.1.1.2", 8080, "10.1.1.1", 50000), Ends(message.Reply));
        Assert.True(message.IsTranslated);
        Assert.True(message.HasPorts);
        Assert.Equal(6, message.Original.Protocol);
        // 1000 octets of payload and TCP's own one way, 3000 the other.
        Assert.Equal((new TrafficCount(6, 1320), new TrafficCount(4, 3216), true), (message.OriginalCount, message.ReplyCount, message.HasCounters));
        Assert.Equal((0x42u, true, (byte)7), (message.Mark, message.HasTcpState, message.TcpState));
        Assert.Equal((2026, 0L), (Year(message.StartNs), message.StopNs));
    }

    [Fact]
    public void A_begin_has_no_counters_and_the_number_of_the_end()
    {
        ConntrackMessage begin = Read(RecordedMessages.TranslatedBegins, ConntrackMessage.NewMessage);
        ConntrackMessage end = Read(RecordedMessages.TranslatedEnds, ConntrackMessage.DeleteMessage);
        Assert.False(begin.HasCounters);
        Assert.True(end.HasCounters);
        Assert.Equal((begin.Id, begin.Original.SourcePort), (end.Id, end.Original.SourcePort));
        Assert.True(end.StopNs > end.StartNs);
        Assert.NotEqual(0u, end.Status & ConntrackMessage.Dying);
    }

    [Fact]
    public void Zone_and_labels_are_read()
    {
        ConntrackMessage message = Read(RecordedMessages.ZoneAndLabelInDump, ConntrackMessage.NewMessage);
        Assert.Equal((7, true, 0UL, 1UL << (70 - 64)), (message.Zone, message.HasLabels, message.Labels, message.LabelsUpper));
        Assert.False(message.IsTranslated);
        Assert.False(message.HasTcpState);
    }

    [Fact]
    public void Echoes_have_a_type_for_each_direction()
    {
        ConntrackMessage message = Read(RecordedMessages.EchoEnds, ConntrackMessage.DeleteMessage);
        Assert.Equal((1, 8, 0, false), (message.Original.Protocol, message.Original.IcmpType, message.Reply.IcmpType, message.HasPorts));
        Assert.False(message.IsTranslated);
        Assert.Equal((new TrafficCount(1, 84), new TrafficCount(1, 84)), (message.OriginalCount, message.ReplyCount));
    }

    [Fact]
    public void IPv6_addresses_are_read()
    {
        ConntrackMessage message = Read(RecordedMessages.Ipv6Ends, ConntrackMessage.DeleteMessage);
        Assert.Equal(("fd01::1", 40002, "fd01::1", 9998), Ends(message.Original));
        Assert.Equal(new TrafficCount(1, 78), message.OriginalCount);
    }

    [Fact]
    public void Damaged_messages_are_values_not_exceptions()
    {
        byte[][] whole = [RecordedMessages.TranslatedInDump, RecordedMessages.TranslatedEnds, RecordedMessages.ZoneAndLabelInDump, RecordedMessages.EchoEnds, RecordedMessages.Ipv6Ends];
        var random = new Random(7);
        foreach (byte[] message in whole)
        {
            byte[] body = message[NetlinkHeader.Size..];
            // Arrays of their own, so that a read behind the end is an exception.
            for (int length = 0; length < body.Length; length++) ConntrackMessage.TryRead(body.AsSpan(0, length).ToArray(), out _);
            for (int i = 0; i < 50_000; i++)
            {
                byte[] mutated = [.. body];
                for (int n = random.Next(1, 8); n > 0; n--) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
                if (ConntrackMessage.TryRead(mutated, out ConntrackMessage read)) Assert.True(read.StartNs >= 0 && read.Original.IsWhole);
            }
        }
    }

    private static ConntrackMessage Read(byte[] datagram, ushort type)
    {
        NetlinkMessages messages = new(datagram);
        Assert.True(messages.TryRead(out NetlinkHeader header, out ReadOnlySpan<byte> body));
        Assert.Equal(type, header.Type);
        Assert.True(ConntrackMessage.TryRead(body, out ConntrackMessage message));
        return message;
    }

    private static (string Source, int SourcePort, string Destination, int DestinationPort) Ends(in ConntrackTuple tuple) =>
        (Text(tuple.Source), tuple.SourcePort, Text(tuple.Destination), tuple.DestinationPort);

    private static string Text(IpAddress address) => address.ToString();

    private static int Year(long ns) => DateTimeOffset.UnixEpoch.AddTicks(ns / 100).Year;
}
