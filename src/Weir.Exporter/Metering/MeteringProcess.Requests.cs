using System.Collections.Concurrent;
using Weir.Flows.Pipeline;

namespace Weir.Exporter.Metering;

/// <content>What other threads may ask of the metering thread.</content>
public sealed partial class MeteringProcess
{
    /// <summary>More requests than this do not wait: whoever asks is quicker than the thread that answers.</summary>
    public const int MaxRequests = 16;

    private readonly ConcurrentQueue<Action<FlowTable>> _requests = new();

    /// <summary>
    /// Asks the metering thread to do something with its table, between two batches of packets: within a fraction of a second while it
    /// runs. From any thread; <see langword="false"/> where too many requests wait already. The request must not throw.
    /// </summary>
    public bool TryPost(Action<FlowTable> request)
    {
        if (_requests.Count >= MaxRequests) return false;
        _requests.Enqueue(request);
        return true;
    }

    /// <summary>Leaves out the datagrams to these destinations from the next batch on. From any thread.</summary>
    public void LeaveOut(IEnumerable<DatagramDestination> own) => _own = [.. own];

    private void ServeRequests()
    {
        while (_requests.TryDequeue(out Action<FlowTable>? request)) request(_table);
    }
}
