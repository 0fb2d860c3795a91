using Microsoft.Extensions.Logging;
using Weir.Storage.Upkeep;

namespace Weir.App.Operating;

/// <summary>The thread beside a collector that looks after its archive.</summary>
internal sealed class ArchiveKeeper : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly UpkeepLoop _loop;
    private readonly Task _running;

    private ArchiveKeeper(UpkeepLoop loop)
    {
        _loop = loop;
        _running = Task.Factory.StartNew(() => _loop.Run(_stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>What was done for the archive.</summary>
    public UpkeepMetrics Metrics => _loop.Metrics;

    /// <param name="directory">The archive's, which is there.</param>
    /// <param name="options">How it is looked after.</param>
    /// <param name="logger">Takes what people must know.</param>
    public static ArchiveKeeper Start(string directory, UpkeepOptions options, ILogger logger) => new(new(directory, options, TimeProvider.System, logger));

    /// <summary>Ends it; what it was at is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
#pragma warning disable VSTHRD003 // There is no synchronization context that could wait for itself.
        await _running;
#pragma warning restore VSTHRD003
        _stop.Dispose();
    }
}
