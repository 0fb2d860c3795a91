using System.Buffers.Binary;
using Weir.Wire.Primitives;

namespace Weir.Wire.SFlow;

/// <summary>
/// What stands before the records of a sample, whichever of its forms it has (sFlow v5 section 5.3; dropped packet notification structures).
/// <code>
/// flow      | sequence | source        | rate | pool | drops | input   | output   | records |
/// expanded  | sequence | class | index | rate | pool | drops | format | value | format | value | records |
/// counters  | sequence | source        | records |          expanded: | sequence | class | index | records |
/// discarded | sequence | class | index | drops | input | output | reason | records |
/// </code>
/// </summary>
public struct SFlowSampleHeader
{
    private const int SourceShift = 24;
    private const uint SourceMask = (1u << SourceShift) - 1;
    private const int FlowSize = 32, ExpandedFlowSize = 44, CounterSize = 12, ExpandedCounterSize = 16, DiscardedSize = 32;

    /// <summary>Samples of this kind and data source so far, modulo 2^32.</summary>
    public uint Sequence;

    /// <summary>Kind of the data source (0 ifIndex, 1 smonVlanDataSource, 2 entPhysicalEntry), and its number.</summary>
    public uint SourceClass, SourceIndex;

    /// <summary>Packets for each one sampled; 0 for counters and discarded packets.</summary>
    public uint Rate;

    /// <summary>Packets that could have been sampled so far, modulo 2^32.</summary>
    public uint Pool;

    /// <summary>Samples lost so far for want of resources.</summary>
    public uint Drops;

    /// <summary>Where the packet came in and went out.</summary>
    public SFlowPort Input, Output;

    /// <summary>Why the packet was discarded; <see langword="null"/> where it was not, as far as is known.</summary>
    public uint? DiscardReason;

    /// <summary>Reads what stands before the records, and gives the records. Other formats than those above are <see cref="DecodeStatus.UnknownVersion"/>.</summary>
    public static DecodeStatus TryRead(in SFlowStructure sample, out SFlowSampleHeader header, out SFlowStructureReader records)
    {
        header = default;
        records = default;
        ReadOnlySpan<byte> from = sample.Content;
        int size = sample.Format switch
        {
            SFlowFormats.FlowSample => FlowSize,
            SFlowFormats.ExpandedFlowSample => ExpandedFlowSize,
            SFlowFormats.CounterSample => CounterSize,
            SFlowFormats.ExpandedCounterSample => ExpandedCounterSize,
            SFlowFormats.DiscardedPacket => DiscardedSize,
            _ => 0,
        };
        if (size == 0) return DecodeStatus.UnknownVersion;
        if (from.Length < size) return DecodeStatus.Truncated;
        header.Sequence = At(from, 0);
        bool isCompact = sample.Format is SFlowFormats.FlowSample or SFlowFormats.CounterSample;
        header.SourceClass = isCompact ? At(from, 4) >> SourceShift : At(from, 4);
        header.SourceIndex = isCompact ? At(from, 4) & SourceMask : At(from, 8);
        switch (sample.Format)
        {
            case SFlowFormats.FlowSample:
                (header.Rate, header.Pool, header.Drops) = (At(from, 8), At(from, 12), At(from, 16));
                (header.Input, header.Output) = (SFlowPort.FromCompact(At(from, 20)), SFlowPort.FromCompact(At(from, 24)));
                break;
            case SFlowFormats.ExpandedFlowSample:
                (header.Rate, header.Pool, header.Drops) = (At(from, 12), At(from, 16), At(from, 20));
                header.Input = new((SFlowPortFormat)At(from, 24), At(from, 28));
                header.Output = new((SFlowPortFormat)At(from, 32), At(from, 36));
                break;
            case SFlowFormats.DiscardedPacket:
                header.Drops = At(from, 12);
                (header.Input, header.Output) = (new(default, At(from, 16)), new(default, At(from, 20)));
                header.DiscardReason = At(from, 24);
                break;
        }

        if (header.Output.Format == SFlowPortFormat.Discarded) header.DiscardReason = header.Output.Value;
        records = new(from, size, At(from, size - sizeof(uint)));
        return DecodeStatus.Ok;
    }

    private static uint At(ReadOnlySpan<byte> octets, int offset) => BinaryPrimitives.ReadUInt32BigEndian(octets[offset..]);
}
