using Weir.Collector.Decoding;
using Weir.Collector.Sessions;
using Weir.Testing.Messages;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Decoding;

/// <summary>A decoder with its sink, fed with guarded payloads of one exporter.</summary>
internal sealed class DecoderUnderTest
{
    public const long ReceivedNs = 1_700_000_009_000_000_000;
    public static readonly IpAddress Exporter = IpAddress.FromV4(0xC0000201);

    public DecoderUnderTest(SessionOptions? options = null) => Decoder = new(Sink, options);

    public FlowCollector Sink { get; } = new();

    public DatagramDecoder Decoder { get; }

    public DecoderMetrics Metrics => Decoder.Metrics;

    public static DecoderUnderTest After(params ReadOnlySpan<byte[]> messages)
    {
        var test = new DecoderUnderTest();
        foreach (byte[] message in messages) test.Accept(message);
        return test;
    }

    public void Accept(ReadOnlySpan<byte> message)
    {
        var guarded = new Guarded(message);
        Decoder.Accept(new(ReceivedNs, Exporter, 4739, guarded.Payload));
        Assert.True(guarded.IsUntouched);
    }

    public List<Dictionary<string, object>> Records()
    {
        Decoder.Flush();
        return Sink.Records;
    }

    public Dictionary<string, object> Single() => Assert.Single(Records());
}
