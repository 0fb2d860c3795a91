using System.Numerics;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Primitives;

namespace Weir.Collector.Deduplicating;

/// <summary>
/// Finds the records that tell of packets which other records tell of: several routers on a path, both sides of a link, mirrors. What it
/// remembers outlives segments, and a segment that is decoded again comes to the same. For one thread.
/// </summary>
public sealed class Deduplication
{
    private const byte Egress = 1; // flowDirection, RFC 5102 section 5.11.12
    private const byte NoDirection = 255;

    private readonly DeduplicationOptions _options;
    private readonly HashSet<BoundaryInterface> _boundary;
    private readonly FlowObservers? _observers;
    private readonly ulong _seed;
    private long _forgottenTold;

    /// <summary>Remembers nothing yet.</summary>
    /// <param name="options">Rules and limits.</param>
    /// <param name="seed">Random: whom we do not know must not choose which flows share a place.</param>
    public Deduplication(DeduplicationOptions options, ulong seed)
    {
        _options = options;
        _boundary = [.. options.Boundary];
        _observers = options.ByWindow ? new(options.MaxFlows, (long)options.Window.TotalSeconds * 1_000_000_000) : null;
        _seed = seed;
    }

    /// <summary>What was found.</summary>
    public DeduplicationMetrics Metrics { get; } = new();

    /// <summary>What becomes of duplicates.</summary>
    public DuplicateAction Action => _options.Action;

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

    private bool Counts(FlowBatch batch, int row)
    {
        // What was metered here has no other observer, and what has no addresses no flow.
        if (!batch.IsValid(FlowColumns.SamplerAddress, row)) return true;
        IpAddress exporter = batch.Column(FlowColumns.SamplerAddress)[row];
        byte direction = batch.IsValid(FlowColumns.Direction, row) ? batch.Column(FlowColumns.Direction)[row] : NoDirection;
        if (_options.ByBoundary && !CrossesBoundary(batch, row, exporter, direction)) return false;
        if (_observers is null || !batch.IsValid(FlowColumns.SrcAddr, row) || !batch.IsValid(FlowColumns.DstAddr, row)) return true;
        uint domain = batch.IsValid(FlowColumns.ObservationDomainId, row) ? batch.Column(FlowColumns.ObservationDomainId)[row] : 0;
        ulong observer = Mix(Mix(exporter.High, exporter.Low), (ulong)direction << 32 | domain);
        return _observers.Counts(FlowOf(batch, row), observer, batch.Column(FlowColumns.TimeReceivedNs)[row]);
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
        return Mix(Mix(Mix(source.High, source.Low), Mix(destination.High, destination.Low)), rest);
    }

    private static ulong Value(FlowBatch batch, FlowColumn<ushort> column, int row) => batch.IsValid(column, row) ? batch.Column(column)[row] : 0u;

    private static ulong Value(FlowBatch batch, FlowColumn<byte> column, int row) => batch.IsValid(column, row) ? batch.Column(column)[row] : 0u;

    // Folded products, as wyhash has them; the seed is in both factors.
    private ulong Mix(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left ^ _seed ^ 0x9E37_79B9_7F4A_7C15, right ^ BitOperations.RotateLeft(_seed, 31) ^ 0xD6E8_FEB8_6659_FD93, out ulong low);
        return high ^ low ^ BitOperations.RotateLeft(left, 23) ^ right;
    }
}
