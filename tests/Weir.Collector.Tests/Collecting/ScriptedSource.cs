using Weir.Collector.Listening;
using Weir.Collector.Tests.Journal;

namespace Weir.Collector.Tests.Collecting;

/// <summary>A source that plays batches, then does what the test says.</summary>
internal sealed class ScriptedSource(IEnumerable<byte[][]> batches, Func<DatagramReadStatus> afterwards) : IDatagramSource
{
    private readonly Queue<byte[][]> _batches = new(batches);

    public bool IsOpen { get; private set; }

    public bool IsEmpty => _batches.Count == 0;

    public bool IsDisposed { get; private set; }

    public void Open() => IsOpen = true;

    public DatagramReadStatus Receive(IDatagramSink sink, int milliseconds)
    {
        if (!_batches.TryDequeue(out byte[][]? batch)) return afterwards();
        foreach (byte[] payload in batch) sink.Send(payload);
        return DatagramReadStatus.Datagrams;
    }

    public void Dispose() => IsDisposed = true;
}
