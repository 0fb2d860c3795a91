using System.Runtime.ExceptionServices;
using Weir.Flows.Pipeline;

namespace Weir.Exporter.Metering;

/// <summary>
/// Metering processes side by side, each with a source, a thread and a flow table of its own, and one sink. Nothing is shared for a
/// packet; the table's room is divided evenly among them.
/// </summary>
public sealed class MeteringGroup : IDisposable
{
    private readonly IPacketSource[] _sources;
    private readonly MeteringProcess[] _processes;

    /// <summary>A group that has read nothing.</summary>
    /// <param name="sources">One for each process; they stay the caller's.</param>
    /// <param name="options">For all; <see cref="MeteringOptions.MaxFlows"/> is what they hold together.</param>
    /// <param name="newHash">A hash of its own for each process.</param>
    /// <param name="sink">Takes the records of all, one batch at a time.</param>
    /// <param name="clock">Tells the time while a source is idle.</param>
    /// <param name="own">Destinations whose datagrams are left out.</param>
    public MeteringGroup(
        IEnumerable<IPacketSource> sources, MeteringOptions options, Func<FlowKeyHash> newHash, IFlowSink sink, TimeProvider clock,
        IEnumerable<DatagramDestination>? own = null)
    {
        _sources = [.. sources];
        DatagramDestination[] excluded = own is null ? [] : [.. own];
        IFlowSink shared = _sources.Length > 1 ? new SerialSink(sink) : sink;
        MeteringOptions each = options with { MaxFlows = Math.Max(1, options.MaxFlows / Math.Max(1, _sources.Length)) };
        _processes = [.. _sources.Select(_ => new MeteringProcess(each, newHash(), shared, clock, excluded))];
    }

    /// <summary>The processes, in the order of the sources.</summary>
    public IReadOnlyList<MeteringProcess> Processes => _processes;

    /// <summary>Meters until every source ended or cancellation. A process that fails stops the others and throws here.</summary>
    public IReadOnlyList<MeteringSummary> Run(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        MeteringSummary[] summaries = new MeteringSummary[_processes.Length];
        ExceptionDispatchInfo? failure = null;
        void RunOne(int index)
        {
            try
            {
                summaries[index] = _processes[index].Run(_sources[index], stop.Token);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
                stop.Cancel();
            }
        }

        // The first is metered by the caller's thread.
        Thread[] threads = [.. Enumerable.Range(1, Math.Max(0, _processes.Length - 1))
            .Select(index => new Thread(() => RunOne(index)) { Name = $"metering {_sources[index].Name}", IsBackground = true })];
        foreach (Thread thread in threads) thread.Start();
        if (_processes.Length > 0) RunOne(0);
        foreach (Thread thread in threads) thread.Join();
        failure?.Throw();
        return summaries;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (MeteringProcess process in _processes) process.Dispose();
    }
}
