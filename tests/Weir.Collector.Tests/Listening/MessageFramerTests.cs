using Weir.Collector.Listening.Streams;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Listening;

public sealed class MessageFramerTests
{
    [Fact]
    public void Messages_split_at_every_octet_come_whole()
    {
        byte[][] messages = [Ipfix(0, 1, 7), Ipfix(0, 2, 7, Set(256, new byte[5000])), Ipfix(0, 3, 7, Set(256, new byte[65000])), Ipfix(0, 4, 7)];
        byte[] all = [.. messages.SelectMany(static message => message)];
        foreach (int step in (int[])[1, 7, 4096, all.Length])
        {
            var framer = new MessageFramer();
            var taken = new List<byte[]>();
            for (int at = 0; at < all.Length;)
            {
                int octets = Math.Min(Math.Min(step, all.Length - at), framer.Free.Length);
                Assert.NotEqual(0, octets);
                all.AsSpan(at, octets).CopyTo(framer.Free.Span);
                framer.Filled(octets);
                at += octets;
                while (framer.TryTake(out ReadOnlySpan<byte> message)) taken.Add(message.ToArray());
            }

            Assert.Equal(messages, taken);
            Assert.Equal((0, null, all.Length), (framer.Held, framer.Problem, framer.Taken));
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 9 }, "version 9")]
    [InlineData(new byte[] { 71, 69, 84 }, "version 18245")]
    [InlineData(new byte[] { 0, 10, 0, 15 }, "15 octets")]
    public void What_is_no_message_is_known_from_its_first_octets(byte[] octets, string problem)
    {
        var framer = new MessageFramer();
        octets.CopyTo(framer.Free);
        framer.Filled(octets.Length);
        Assert.False(framer.TryTake(out _));
        Assert.Contains(problem, framer.Problem, StringComparison.Ordinal);
    }
}
