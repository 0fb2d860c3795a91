using Microsoft.Extensions.Logging;
using Weir.Exporter.Transport;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>A section of flows that the kernel counts, while it runs: on a thread of its own. Where they cannot be read, that is said once.</summary>
internal sealed class FlowSourceRun<TSection, TSource> : IDisposable
    where TSection : class
    where TSource : class, IFlowSource
{
    /// <summary>A stop that takes longer is not waited for: the last look, and exporting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly OwnPaths _paths;
    private readonly ILogger _logger;

    private FlowSourceRun(TSection section, TSource source, IFlowSink sink, OwnPaths own, ILogger logger, Action<Exception> onFailure)
    {
        Section = section;
        Source = source;
        _paths = own;
        _logger = logger;
        _thread = new Thread(() =>
        {
            try
            {
                source.Run(sink, _stop.Token);
            }
            catch (Exception failure)
            {
                onFailure(failure);
            }
        })
        { Name = $"weir-{source.Name}", IsBackground = true };
    }

    public TSection Section { get; }

    public TSource Source { get; }

    /// <summary>Begins, where it can.</summary>
    /// <param name="section">What is configured.</param>
    /// <param name="open">Opens the source, which says what it lacks.</param>
    /// <param name="sink">Takes the records.</param>
    /// <param name="own">Paths whose packets the records leave out.</param>
    /// <param name="logger">Takes what people must know.</param>
    /// <param name="onFailure">Is told what nobody expected.</param>
    public static FlowSourceRun<TSection, TSource>? Start(
        TSection section, Func<Action<string>, TSource> open, IFlowSink sink, OwnPaths own, ILogger logger, Action<Exception> onFailure)
    {
        try
        {
            var run = new FlowSourceRun<TSection, TSource>(section, open(logger.LogSourceLacks), sink, own, logger, onFailure);
            own.Tell(run.Source.LeaveOut);
            run._thread.Start();
            logger.LogMetering(run.Source.Name);
            return run;
        }
        catch (IOException refusal)
        {
            logger.LogSourceLacks(refusal.Message);
            return null;
        }
    }

    /// <summary>Reports what every flow carried since the last look, and stops.</summary>
    public void Dispose()
    {
        _paths.Forget(Source.LeaveOut);
        _stop.Cancel();
        if (!_thread.Join(Patience))
        {
            _logger.LogInterfaceStuck(Source.Name);
            return;
        }

        Source.Dispose();
        _stop.Dispose();
    }
}
