using Weir.Collector.Listening;
using Weir.Collector.Listening.Streams;
using Weir.Wire.Primitives;
using Weir.Wire.Proxy;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>
/// IPFIX streams to the end of the way: a proxy's header where there is one, what comes by pieces cut into messages, the session of a stream, and its end. With the stream all is
/// forgotten that it told.
/// </summary>
internal sealed class StreamTarget : IFuzzTarget
{
    private const ushort Port = 40_000;

    private readonly DatagramTarget _behind = new("stream", "ipfix.pcap");

    public string Name => _behind.Name;

    public IReadOnlyList<byte[]> Corpus { get; } =
    [
        .. CorpusFile.Datagrams("ipfix.pcap").Chunk(8).Select(static (messages, i) => (byte[])
        [
            .. (i % 4) switch { 0 => ProxyHeaders.Stream4, 1 => ProxyHeaders.Line4, 2 => ProxyHeaders.Line6, _ => [] },
            .. messages.SelectMany(static message => message),
        ]),
    ];

    public void Restart() => _behind.Restart();

    public void Take(ReadOnlySpan<byte> input)
    {
        IpAddress exporter = IpAddress.FromV4(0xC0000201);
        if (ProxyHeader.TryReadStream(input, out ProxyHeader header) == DecodeStatus.Ok)
        {
            input = input[header.Length..];
            if (header.IsTold) exporter = header.Source;
        }

        var framer = new MessageFramer();
        int messages = 0;
        // In pieces of lengths that are no message's.
        for (int piece = 1; !input.IsEmpty && framer.Problem is null; piece = piece * 3 % 1451)
        {
            Memory<byte> free = framer.Free;
            int length = Math.Min(piece, Math.Min(input.Length, free.Length));
            Assert.NotEqual(0, length);
            input[..length].CopyTo(free.Span);
            framer.Filled(length);
            input = input[length..];
            while (framer.TryTake(out ReadOnlySpan<byte> message))
            {
                _behind.Accept(new(1, exporter, Port, message, MessageOrigin.Stream));
                messages++;
            }
        }

        if (messages == 0) return;
        _behind.Accept(new(1, exporter, Port, [], MessageOrigin.StreamEnd));
        Assert.Equal(0, _behind.Sessions);
    }

    public void Dispose() => _behind.Dispose();
}
