using System.Buffers;
using System.Text.Json.Nodes;
using Weir.Collector.Dissecting;
using Weir.Collector.Sessions;
using Weir.Testing.Messages;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Dissecting;

/// <summary>A dissector whose lines come back parsed.</summary>
internal sealed class DissectorUnderTest : IDisposable
{
    private readonly MessageDissector _dissector = new(new SessionOptions());

    public JsonObject Dissect(ReadOnlySpan<byte> message, byte host = 1)
    {
        var output = new ArrayBufferWriter<byte>();
        _dissector.Dissect(new(1_700_000_009_000_000_001, IpAddress.FromV4(0xC0000200u | host), 2055, new Guarded(message).Payload), output);
        Assert.Equal((byte)'\n', output.WrittenSpan[^1]);
        return JsonNode.Parse(output.WrittenSpan)!.AsObject();
    }

    public void Dispose() => _dissector.Dispose();
}
