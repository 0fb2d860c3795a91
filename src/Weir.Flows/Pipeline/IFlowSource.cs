namespace Weir.Flows.Pipeline;

/// <summary>Where flow records come from that the kernel itself has counted: connection tracking, for one.</summary>
public interface IFlowSource : IDisposable
{
    /// <summary>Name for messages.</summary>
    string Name { get; }

    /// <summary>Leaves out these conversations from now on: the exporter's own, which its records would feed. From any thread.</summary>
    void LeaveOut(IReadOnlyList<DatagramDestination> own);

    /// <summary>
    /// Writes records to a sink until cancelled, then those of all flows that still go on. The sink is called on the calling thread.
    /// </summary>
    void Run(IFlowSink sink, CancellationToken cancellationToken);
}
