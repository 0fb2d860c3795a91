using Weir.Collector.Looking;
using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Collector.Stitching;

/// <summary>
/// Finds the records that are each other's mirror: the two directions of one conversation (RFC 5103), which an exporter told one by one. It sees a
/// segment's records before they are written, so both directions are marked where both came in it. What it remembers outlives segments. For one thread.
/// </summary>
public sealed class BiflowStitching : IFirstLook
{
    // biflowDirection, RFC 5103 section 6.3.
    private const byte Initiator = 1, ReverseInitiator = 2;

    private const ushort Syn = 0x02, Ack = 0x10;

    private readonly FlowPlaces _places;
    private readonly Conversation[] _conversations;
    private readonly FlowHash _hash;
    private long _forgottenTold;

    /// <summary>Remembers nothing yet.</summary>
    /// <param name="options">Limits.</param>
    /// <param name="seed">Random: whom we do not know must not choose which conversations share a place.</param>
    public BiflowStitching(StitchingOptions options, ulong seed)
    {
        _places = new(options.MaxConversations, (long)options.Window.TotalSeconds * 1_000_000_000);
        _conversations = new Conversation[_places.Count];
        _hash = new(seed);
    }

    /// <summary>What became of records.</summary>
    public StitchingMetrics Metrics { get; } = new();

    /// <inheritdoc/>
    public void Begin()
    {
    }

    /// <inheritdoc/>
    public void Look(FlowBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            if (!ConversationKey.TryRead(batch, row, _hash, out ConversationKey key)) continue;
            long nowNs = batch.Column(FlowColumns.TimeReceivedNs)[row];
            int place = _places.Find(key.Hash);
            bool isNew = place < 0 || _places.IsOver(place, nowNs);
            if (place < 0) place = _places.Take(key.Hash, nowNs);
            else _places.Hear(place, nowNs);
            if (isNew) _conversations[place] = Conversation.New;
            long start = batch.IsValid(FlowColumns.TimeFlowStartNs, row) ? batch.Column(FlowColumns.TimeFlowStartNs)[row] : long.MaxValue;
            _conversations[place].Add(key.IsFromLower, start, Opens(batch, row));
        }

        Metrics.Forgotten.Add(_places.Forgotten - _forgottenTold);
        _forgottenTold = _places.Forgotten;
    }

    /// <summary>Tells the direction of the records whose conversation is whole.</summary>
    internal void Mark(FlowBatch batch)
    {
        int marked = 0;
        for (int row = 0; row < batch.Count; row++)
        {
            if (!ConversationKey.TryRead(batch, row, _hash, out ConversationKey key)) continue;
            int place = _places.Find(key.Hash);
            if (place < 0 || !_conversations[place].IsWhole) continue;
            bool isByLower = key.IsFromLower
                ? _conversations[place].IsBegunByLower(key.SourcePort, key.DestinationPort)
                : _conversations[place].IsBegunByLower(key.DestinationPort, key.SourcePort);
            batch.Set(FlowColumns.BiflowDirection, row, isByLower == key.IsFromLower ? Initiator : ReverseInitiator);
            marked++;
        }

        Metrics.Marked.Add(marked);
    }

    private static bool Opens(FlowBatch batch, int row) =>
        batch.IsValid(FlowColumns.TcpFlags, row) && (batch.Column(FlowColumns.TcpFlags)[row] & (Syn | Ack)) == Syn;
}
