using System.Net;
using Microsoft.Extensions.Logging;
using Weir.App.Configuration.Options;
using Weir.Capture.Conntrack;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>The section <c>conntrack</c> while it runs: the kernel's connections as flows, on a thread of its own. Where they cannot be read, that is said once.</summary>
internal sealed class ConntrackRun : IDisposable
{
    /// <summary>A stop that takes longer is not waited for: the last look, and exporting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConntrackSource _source;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly ILogger _logger;

    private ConntrackRun(ConntrackSection section, ConntrackSource source, IFlowSink sink, ILogger logger, Action<Exception> onFailure)
    {
        Section = section;
        _source = source;
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
        { Name = "weir-conntrack", IsBackground = true };
    }

    public ConntrackSection Section { get; }

    public ConntrackMetrics Metrics => _source.Metrics;

    /// <summary>Begins, where it can.</summary>
    public static ConntrackRun? Start(ConntrackSection section, IFlowSink sink, IEnumerable<IPEndPoint> own, ILogger logger, Action<Exception> onFailure)
    {
        try
        {
            var run = new ConntrackRun(section, ConntrackSource.Open(section.Options, TimeProvider.System, logger.LogSourceLacks), sink, logger, onFailure);
            run.LeaveOut(own);
            run._thread.Start();
            logger.LogMetering(run._source.Name);
            return run;
        }
        catch (ConntrackException refusal)
        {
            logger.LogSourceLacks(refusal.Message);
            return null;
        }
    }

    /// <summary>Leaves out the connections to these collectors from now on.</summary>
    public void LeaveOut(IEnumerable<IPEndPoint> own) => _source.LeaveOut(own);

    /// <summary>Reports what every connection carried since the last look, and stops.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        if (!_thread.Join(Patience))
        {
            _logger.LogInterfaceStuck(_source.Name);
            return;
        }

        _source.Dispose();
        _stop.Dispose();
    }
}
