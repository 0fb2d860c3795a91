using Weir.Collector.Journal;
using Weir.Collector.Listening;

namespace Weir.Collector.Tests.Journal;

/// <summary>Keeps what a segment gave.</summary>
internal sealed class SegmentCollector : ISegmentDecoder
{
    public List<byte[]> Openings { get; } = [];

    public List<byte[]> Datagrams { get; } = [];

    public static SegmentCollector Read(string path, out SegmentReadResult result)
    {
        SegmentCollector collector = new();
        _ = SegmentName.TryParse(Path.GetFileNameWithoutExtension(path), out SegmentName name);
        result = new SegmentReader().Read(path, name, collector);
        return collector;
    }

    public void Accept(in ReceivedDatagram datagram) => Datagrams.Add(datagram.Payload.ToArray());

    public void AcceptOpening(in ReceivedDatagram opening) => Openings.Add(opening.Payload.ToArray());

    public void Flush()
    {
    }
}
