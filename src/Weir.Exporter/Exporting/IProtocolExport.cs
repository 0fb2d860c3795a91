using Weir.Flows.Batches;
using Weir.Flows.Interfaces;

namespace Weir.Exporter.Exporting;

/// <summary>
/// One protocol's way of turning what there is to tell into messages. A protocol is one class that implements this and one line in
/// <see cref="ProtocolExports"/>. Calls come one at a time.
/// </summary>
public interface IProtocolExport
{
    /// <summary>Octets that a message must hold, or nothing could ever be sent.</summary>
    int ShortestMessage { get; }

    /// <summary>Sends flow records, in as few messages as hold them.</summary>
    void WriteFlows(FlowBatch batch, int start, int count);

    /// <summary>Sends what is known of interfaces, where the protocol can tell it.</summary>
    void WriteInterfaces(ReadOnlySpan<NetworkInterface> interfaces);

    /// <summary>Sends what became due with time: one message of options at most, samples that waited for more.</summary>
    void SendDue();

    /// <summary>Sends options records at once, not paced: because they changed, or because it is the last time.</summary>
    /// <param name="samplersOnly">Only those that tell of samplers.</param>
    void SendOptions(bool samplersOnly)
    {
    }

    /// <summary>Makes templates and options due at once: the collector may have lost them.</summary>
    void Refresh();
}
