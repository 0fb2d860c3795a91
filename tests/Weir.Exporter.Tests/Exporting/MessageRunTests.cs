using Weir.Exporter.Exporting;

namespace Weir.Exporter.Tests.Exporting;

public sealed class MessageRunTests
{
    private readonly MessageRun _run = new();

    [Fact]
    public void Messages_of_one_length_lie_end_to_end()
    {
        Assert.True(_run.TryAdd([1, 2, 3], 4));
        Assert.True(_run.TryAdd([4, 5, 6], 4));
        Assert.Equal((2, 3), (_run.Messages, _run.MessageLength));
        Assert.Equal([1, 2, 3, 4, 5, 6], _run.Octets.ToArray());
    }

    [Fact]
    public void A_longer_message_does_not_fit_and_a_shorter_one_is_the_last()
    {
        Assert.True(_run.TryAdd([1, 2], 4));
        Assert.False(_run.TryAdd([3, 4, 5], 4));
        Assert.True(_run.TryAdd([6], 4));
        Assert.False(_run.TryAdd([7], 4));
        Assert.False(_run.TryAdd([8, 9], 4));
        Assert.Equal([1, 2, 6], _run.Octets.ToArray());
        _run.Clear();
        Assert.True(_run.TryAdd([8, 9, 10], 4));
        Assert.Equal(3, _run.MessageLength);
    }

    [Fact]
    public void A_full_run_takes_no_more()
    {
        Assert.True(_run.TryAdd([1], 2));
        Assert.True(_run.TryAdd([2], 2));
        Assert.False(_run.TryAdd([3], 2));
        _run.Clear();
        byte[] half = new byte[40_000];
        Assert.True(_run.TryAdd(half, 64));
        Assert.False(_run.TryAdd(half, 64));
    }
}
