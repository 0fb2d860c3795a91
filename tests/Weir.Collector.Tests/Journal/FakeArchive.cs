using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;

namespace Weir.Collector.Tests.Journal;

/// <summary>An archive in memory that outlives the collectors of a test; it fails where it is told to.</summary>
internal sealed class FakeArchive : IFlowArchive
{
    public SortedDictionary<string, ulong[]> Kept { get; } = new(StringComparer.Ordinal);

    public int Commits { get; private set; }

    public Action<string>? OnBegin { get; set; }

    public Action? OnWrite { get; set; }

    public Action? BeforeCommit { get; set; }

    public Action? AfterCommit { get; set; }

    /// <summary>All records of all names, in the order of the names.</summary>
    public IEnumerable<ulong> Records => Kept.Values.SelectMany(records => records);

    /// <summary>What is decoded with a template that the segment does not tell.</summary>
    public const ulong Undecodable = ulong.MaxValue;

    public IFlowTransaction Begin(string name)
    {
        OnBegin?.Invoke(name);
        return new Transaction(this, name);
    }

    /// <summary>Makes the decoder of <see cref="TestMessage"/>.</summary>
    public static ISegmentDecoder NewDecoder(IFlowSink sink) => new Decoder(sink);

    private sealed class Transaction(FakeArchive archive, string name) : IFlowTransaction
    {
        private readonly List<ulong> _records = [];

        public void Write(FlowBatch batch)
        {
            archive.OnWrite?.Invoke();
            _records.AddRange(batch.Column(FlowColumns.Bytes)[..batch.Count]);
        }

        public void Commit()
        {
            archive.BeforeCommit?.Invoke();
            archive.Kept[name] = [.. _records];
            archive.Commits++;
            archive.AfterCommit?.Invoke();
        }

        public void Dispose()
        {
        }
    }

    private sealed class Decoder(IFlowSink sink) : ISegmentDecoder
    {
        private readonly FlowBatch _batch = new();
        private readonly HashSet<byte> _templates = [];

        public void Accept(in ReceivedDatagram datagram)
        {
            if (TestMessage.IsTemplate(datagram.Payload, out byte id)) _templates.Add(id);
            if (!TestMessage.IsData(datagram.Payload, out byte template, out uint number)) return;
            if (_batch.Free == 0) Flush();
            _batch.Set(FlowColumns.Bytes, _batch.Count++, _templates.Contains(template) ? number : Undecodable);
        }

        public void Flush()
        {
            if (_batch.Count > 0) sink.Write(_batch);
            _batch.Clear();
        }
    }
}
