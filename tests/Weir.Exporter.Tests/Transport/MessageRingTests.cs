using Weir.Exporter.Transport;

namespace Weir.Exporter.Tests.Transport;

public sealed class MessageRingTests
{
    private const int Capacity = 2 * 65_540 + 12;

    [Fact]
    public void It_behaves_as_a_bounded_queue_of_messages()
    {
        var ring = new MessageRing(Capacity);
        var model = new Queue<byte[]>();
        var random = new Random(5);
        long read = 0;
        for (int step = 0; step < 20_000; step++)
        {
            if (random.Next(2) == 0)
            {
                byte[] message = new byte[random.Next(10) == 0 ? random.Next(65_536) : random.Next(2000)];
                random.NextBytes(message);
                if (ring.TryAppend(message, out _)) model.Enqueue(message);
                else Assert.True(ring.Used + message.Length + 4 > Capacity / 2, "refused with half of it free");
            }
            else if (ring.TryRead(read, out ReadOnlySpan<byte> message, out long next))
            {
                Assert.Equal(model.Dequeue(), message);
                read = next;
                ring.Release(next);
            }
            else
            {
                Assert.Empty(model);
            }

            Assert.InRange(ring.Used, 0, Capacity);
        }
    }

    [Fact]
    public void What_was_read_can_be_read_again_until_it_is_released()
    {
        var ring = new MessageRing(Capacity);
        for (byte i = 0; i < 3; i++) ring.TryAppend([i], out _);
        for (int round = 0; round < 2; round++)
        {
            long at = ring.Head;
            for (byte i = 0; i < 3; i++)
            {
                Assert.True(ring.TryRead(at, out ReadOnlySpan<byte> message, out at));
                Assert.Equal(i, message[0]);
            }
        }
    }

    [Fact]
    public void The_writer_is_told_once_that_the_reader_waits()
    {
        var ring = new MessageRing(Capacity);
        Assert.False(ring.WakeAt(ring.Tail + 1));
        ring.TryAppend([1], out bool first);
        ring.TryAppend([2], out bool second);
        Assert.Equal((true, false), (first, second));
        Assert.True(ring.WakeAt(ring.Tail));
    }

    [Fact]
    public async Task A_writer_and_a_reader_on_two_threads_lose_nothing()
    {
        var ring = new MessageRing(Capacity);
        const int messages = 200_000;
        Task writer = Task.Run(() =>
        {
            byte[] message = new byte[40];
            for (int i = 0; i < messages; i++)
            {
                BitConverter.TryWriteBytes(message, i);
                while (!ring.TryAppend(message.AsSpan(0, 4 + i % 36), out _)) Thread.Yield();
            }
        }, TestContext.Current.CancellationToken);
        long read = 0;
        for (int i = 0; i < messages;)
        {
            if (!ring.TryRead(read, out ReadOnlySpan<byte> message, out long next)) continue;
            Assert.Equal((i, 4 + i % 36), (BitConverter.ToInt32(message), message.Length));
            ring.Release(read = next);
            i++;
        }

        await writer;
    }
}
