using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Testing;
using Weir.Wire.Primitives;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>The reader of journal segments: it gives what was written, or less.</summary>
internal sealed class JournalTarget : IFuzzTarget
{
    private static readonly SegmentName Segment = new(1, 7);
    private readonly TemporaryDirectory _directory = new();
    private readonly SegmentReader _reader = new();
    private readonly Known _known = new(CorpusFile.Datagrams("ipfix.pcap"));

    public string Name => "journal";

    public IReadOnlyList<byte[]> Corpus { get; } = [Write(CorpusFile.Datagrams("ipfix.pcap")), Write([])];

    public void Restart()
    {
    }

    public void Take(ReadOnlySpan<byte> input)
    {
        string path = _directory["segment"];
        File.WriteAllBytes(path, input);
        _known.Count = 0;
        SegmentReadResult result = _reader.Read(path, Segment, _known);
        Assert.Equal(_known.Count, result.Datagrams);
        Assert.Equal(input.Length, result.WholeOctets + result.TornOctets);
    }

    public void Dispose() => _directory.Dispose();

    private static byte[] Write(IReadOnlyList<byte[]> datagrams)
    {
        byte[] octets = new byte[SegmentFormat.HeaderSize + datagrams.Sum(static datagram => SegmentFormat.FrameSize(datagram.Length))];
        SegmentFormat.WriteHeader(octets, Segment, 1);
        int at = SegmentFormat.HeaderSize;
        foreach (byte[] datagram in datagrams)
        {
            FrameKind kind = at == SegmentFormat.HeaderSize ? FrameKind.Opening : FrameKind.Datagram;
            var received = new ReceivedDatagram(1, IpAddress.FromV4(0xC0000201), 2055, datagram);
            SegmentFormat.WriteFrame(octets.AsSpan(at), (uint)Segment.Incarnation, kind, received);
            at += SegmentFormat.FrameSize(datagram.Length);
        }

        return octets;
    }

    private sealed class Known(IReadOnlyList<byte[]> written) : ISegmentDecoder
    {
        private readonly HashSet<string> _written = [.. written.Select(Convert.ToHexString)];

        public int Count { get; set; }

        public void Accept(in ReceivedDatagram datagram)
        {
            Count++;
            Assert.Contains(Convert.ToHexString(datagram.Payload), _written);
        }

        public void AcceptOpening(in ReceivedDatagram opening) => Assert.Contains(Convert.ToHexString(opening.Payload), _written);

        public void Flush()
        {
        }
    }
}
