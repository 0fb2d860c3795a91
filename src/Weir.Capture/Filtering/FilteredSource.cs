using Weir.Flows.Pipeline;

namespace Weir.Capture.Filtering;

/// <summary>The packets of a source that pass a filter. For files: on an interface the kernel filters, before anything is copied.</summary>
/// <param name="source">Where the packets come from; disposed of with this one.</param>
/// <param name="filter">Says which go on.</param>
/// <param name="cancellationToken">Ends the search for the next packet that passes: there may be none for long.</param>
public sealed class FilteredSource(IPacketSource source, PacketFilter filter, CancellationToken cancellationToken) : IPacketSource
{
    /// <inheritdoc/>
    public string Name => source.Name;

    /// <summary>Packets that did not pass.</summary>
    public long FilteredPackets { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="FilterException">A packet has a link type that the expression makes no sense for.</exception>
    public PacketReadStatus Read(PacketBatch batch)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            PacketReadStatus status = source.Read(batch);
            if (status != PacketReadStatus.Packets) return status;
            int kept = 0;
            for (int i = 0; i < batch.Count; i++)
            {
                if (!filter.Passes(in batch[i])) continue;
                if (kept != i) batch[kept] = batch[i];
                kept++;
            }

            FilteredPackets += batch.Count - kept;
            batch.Count = kept;
            if (kept > 0) return PacketReadStatus.Packets;
        }

        batch.Count = 0;
        return PacketReadStatus.End;
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}
