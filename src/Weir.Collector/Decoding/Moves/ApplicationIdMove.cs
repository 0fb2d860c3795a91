using Weir.Collector.Sessions.Applications;
using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Collector.Decoding.Moves;

/// <summary>
/// Moves identifiers of applications (RFC 6759 section 4.1): an octet for the engine, the others for its number of the application, whose leading zeros an exporter may
/// leave out or send. The column has the engine above 24 bits of that number; what does not fit there is not held.
/// </summary>
internal sealed class ApplicationIdMove(FlowColumn<uint> column, int offset, int length) : ColumnMove(column)
{
    /// <summary>Octets of a field it can move, engine and at least one.</summary>
    public const int Shortest = 2, Longest = 8;

    private const int SelectorBits = 24;

    public override int Run(in RecordBlock block, FlowBatch batch)
    {
        Span<uint> values = batch.Column(column).Slice(block.Row, block.Count);
        batch.SetValid(Column, block.Row, block.Count);
        int rejected = 0;
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> octets = block.Octets.Slice(offset + i * block.Stride, length);
            ulong selector = 0;
            foreach (byte octet in octets[1..]) selector = selector << 8 | octet;
            values[i] = (uint)octets[0] << SelectorBits | (uint)selector;
            if (selector >> SelectorBits == 0 && octets[0] != ApplicationKey.WithEnterprise) continue;
            batch.SetNull(Column, block.Row + i, 1);
            rejected++;
        }

        return rejected;
    }
}
