using Weir.Collector.Looking;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Primitives;

namespace Weir.Collector.Deduplicating;

/// <summary>
/// Finds the records that tell of packets which other records tell of: several routers on a path, both sides of a link, mirrors. What it
/// remembers outlives segments, and a segment that is decoded again comes to the same. For one thread.
/// </summary>
public sealed class Deduplication : IFirstLook
{
    private const byte Egress = 1; // flowDirection, RFC 5102 section 5.11.12
    private const byte NoDirection = 255;

    private readonly DeduplicationOptions _options;
    private readonly HashSet<BoundaryInterface> _boundary;
    private readonly FlowObservers? _observers;
    private readonly FlowHash _hash;
    private long _forgottenTold;

    /// <summary>Remembers nothing yet.</summary>
    /// <param name="options">Rules and limits.</param>
    /// <param name="seed">Random: whom we do not know must not choose which flows share a place.</param>
    public Deduplication(DeduplicationOptions options, ulong seed)
    {
        _options = options;
        _boundary = [.. options.Boundary];
        _observers = options.ByWindow || options.ByBest ? new(options.MaxFlows, (long)options.Window.TotalSeconds * 1_000_000_000, options.ByBest) : null;
        _hash = new(seed);
    }

    /// <summary>What was found.</summary>
    public DeduplicationMetrics Metrics { get; } = new();

    /// <summary>What becomes of duplicates.</summary>
    public DuplicateAction Action => _options.Action;

    /// <summary>Whether it has to see the records of a segment before they are written.</summary>
    public bool LooksFirst => _options.ByBest;

    /// <inheritdoc/>
    public void Begin() => _observers?.Begin();

    /// <inheritdoc/>
    public void Look(FlowBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            if (!TryRead(batch, row, out Sighting seen) || !seen.Crosses || !seen.IsOfFlow) continue;
            // What nobody told is unsampled to sums, too.
            uint rate = batch.IsValid(FlowColumns.SamplingRate, row) ? batch.Column(FlowColumns.SamplingRate)[row] : 1;
            ulong packets = batch.IsValid(FlowColumns.Packets, row) ? batch.Column(FlowColumns.Packets)[row] : 0;
            _observers!.Compare(seen.Flow, seen.Observer, seen.TimeNs, rate, packets);
        }
    }

    /// <summary>Writes the rows that count into <paramref name="counting"/>, and gives how many they are.</summary>
    internal int Find(FlowBatch batch, Span<ushort> counting)
    {
        int count = 0;
        for (int row = 0; row < batch.Count; row++)
        {
            if (Counts(batch, row)) counting[count++] = (ushort)row;
        }

        if (_observers is null) return count;
        Metrics.Forgotten.Add(_observers.Forgotten - _forgottenTold);
        _forgottenTold = _observers.Forgotten;
        return count;
    }

    private bool Counts(FlowBatch batch, int row) =>
        !TryRead(batch, row, out Sighting seen) || (seen.Crosses && (!seen.IsOfFlow || _observers!.Counts(seen.Flow, seen.Observer, seen.TimeNs)));

    // What was metered here has no other observer, and what has no addresses no flow.
    private bool TryRead(FlowBatch batch, int row, out Sighting seen)
    {
        seen = default;
        if (!batch.IsValid(FlowColumns.SamplerAddress, row)) return false;
        IpAddress exporter = batch.Column(FlowColumns.SamplerAddress)[row];
        byte direction = batch.IsValid(FlowColumns.Direction, row) ? batch.Column(FlowColumns.Direction)[row] : NoDirection;
        seen.Crosses = !_options.ByBoundary || CrossesBoundary(batch, row, exporter, direction);
        seen.IsOfFlow = _observers is not null && batch.IsValid(FlowColumns.SrcAddr, row) && batch.IsValid(FlowColumns.DstAddr, row);
        if (!seen.Crosses || !seen.IsOfFlow) return true;
        uint domain = batch.IsValid(FlowColumns.ObservationDomainId, row) ? batch.Column(FlowColumns.ObservationDomainId)[row] : 0;
        seen.Observer = _hash.Of(_hash.Of(exporter), (ulong)direction << 32 | domain);
        seen.Flow = FlowOf(batch, row);
        seen.TimeNs = batch.Column(FlowColumns.TimeReceivedNs)[row];
        return true;
    }

    // Of a flow that is metered on its way in and on its way out only one record crosses: where both interfaces are at the edge, the first.
    private bool CrossesBoundary(FlowBatch batch, int row, IpAddress exporter, byte direction)
    {
        bool isIn = IsBoundary(batch, FlowColumns.InIf, row, exporter);
        return direction == Egress ? !isIn && IsBoundary(batch, FlowColumns.OutIf, row, exporter) : isIn || IsBoundary(batch, FlowColumns.OutIf, row, exporter);
    }

    private bool IsBoundary(FlowBatch batch, FlowColumn<uint> column, int row, IpAddress exporter) =>
        batch.IsValid(column, row) && _boundary.Contains(new(exporter, batch.Column(column)[row]));

    private ulong FlowOf(FlowBatch batch, int row)
    {
        IpAddress source = batch.Column(FlowColumns.SrcAddr)[row];
        IpAddress destination = batch.Column(FlowColumns.DstAddr)[row];
        ulong rest = Value(batch, FlowColumns.SrcPort, row) << 32 | Value(batch, FlowColumns.DstPort, row) << 8 | Value(batch, FlowColumns.Proto, row);
        return _hash.Of(_hash.Of(_hash.Of(source), _hash.Of(destination)), rest);
    }

    private static ulong Value(FlowBatch batch, FlowColumn<ushort> column, int row) => batch.IsValid(column, row) ? batch.Column(column)[row] : 0u;

    private static ulong Value(FlowBatch batch, FlowColumn<byte> column, int row) => batch.IsValid(column, row) ? batch.Column(column)[row] : 0u;

    /// <summary>One record as duplicates are found by.</summary>
    private struct Sighting
    {
        /// <summary>Whether it crosses the boundary, where one is asked for.</summary>
        public bool Crosses;

        /// <summary>Whether it is compared with what others say; all behind it is told only then.</summary>
        public bool IsOfFlow;

        public ulong Flow, Observer;
        public long TimeNs;
    }
}
