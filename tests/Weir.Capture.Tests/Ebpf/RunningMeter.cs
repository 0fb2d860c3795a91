using System.Runtime.ExceptionServices;
using Weir.Capture.Ebpf;
using Weir.Testing.Networks;

namespace Weir.Capture.Tests.Ebpf;

/// <summary>A source that runs in a namespace, on a thread of its own.</summary>
internal sealed class RunningMeter : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly RecordedFlows _records = new();
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;
    private EbpfSource? _source;

    /// <param name="name">The namespace.</param>
    /// <param name="options">What the source does.</param>
    public RunningMeter(string name, EbpfOptions options)
    {
        using var ready = new ManualResetEventSlim();
        _thread = NamespacePair.Run(name, () =>
        {
            try
            {
                using (_source = EbpfSource.Open(options, TimeProvider.System, Said.Add))
                {
                    ready.Set();
                    _source.Run(_records, _stop.Token);
                }
            }
            catch (Exception failure)
            {
                _failure = ExceptionDispatchInfo.Capture(failure);
                ready.Set();
            }
        });
        ready.Wait();
        _failure?.Throw();
        Assert.Empty(Said);
    }

    /// <summary>What the source said was missing.</summary>
    public List<string> Said { get; } = [];

    public EbpfMetrics Metrics => _source!.Metrics;

    /// <summary>Ends it, and gives the records.</summary>
    public List<RecordedFlow> Stop()
    {
        _stop.Cancel();
        _thread.Join();
        _failure?.Throw();
        return _records.Flows;
    }

    public void Dispose()
    {
        Stop();
        _stop.Dispose();
    }
}
