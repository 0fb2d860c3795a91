using Weir.Collector.Journal;
using Weir.Collector.Listening;

namespace Weir.Collector.Tests.Journal;

/// <summary>Remembers the templates of <see cref="TestMessage"/>.</summary>
internal sealed class FakeOpening : ISegmentOpening
{
    private readonly byte[]?[] _templates = new byte[256][];

    public IEnumerable<int> Known => Enumerable.Range(0, 256).Where(id => _templates[id] is not null);

    public void Observe(in ReceivedDatagram datagram)
    {
        if (TestMessage.IsTemplate(datagram.Payload, out byte id)) _templates[id] ??= datagram.Payload.ToArray();
    }

    public void WriteTo(IDatagramSink segment)
    {
        foreach (byte[]? template in _templates)
            if (template is not null) segment.Send(template, timeNs: 7);
    }
}
