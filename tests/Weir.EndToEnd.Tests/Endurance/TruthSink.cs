using Weir.Exporter.Exporting;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;

namespace Weir.EndToEnd.Tests.Endurance;

/// <summary>Keeps what metering says and passes it on, on the calling thread: what is sent is sent at the clock's time.</summary>
internal sealed class TruthSink(IReadOnlyList<CollectorSession> next) : IFlowSink
{
    /// <summary>All records.</summary>
    public RecordSums All { get; } = new();

    /// <summary>Those of IPv4.</summary>
    public RecordSums Ipv4 { get; } = new();

    /// <summary>Whether <see cref="Times"/> are being kept.</summary>
    public bool KeepsTimes { get; set; }

    /// <summary>Times of single records: milliseconds since 1970.</summary>
    public List<(bool IsIpv4, long Start, long End)> Times { get; } = [];

    public void Write(FlowBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            bool isIpv4 = batch.Column(FlowColumns.SrcAddr)[row].IsV4;
            All.Add(batch, row);
            if (isIpv4) Ipv4.Add(batch, row);
            if (!KeepsTimes) continue;
            (long start, long end) = RecordSums.Milliseconds(batch, row);
            Times.Add((isIpv4, start, end));
        }

        foreach (CollectorSession session in next) session.Write(batch, 0, batch.Count);
    }
}
