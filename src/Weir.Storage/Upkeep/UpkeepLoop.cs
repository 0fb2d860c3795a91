using Microsoft.Extensions.Logging;
using Weir.Flows.Pipeline;
using Weir.Query.Planning;

namespace Weir.Storage.Upkeep;

/// <summary>Looks after an archive again and again, on the thread that runs it, which gives way to others: beside a collector.</summary>
/// <param name="directory">The archive's.</param>
/// <param name="options">How it is looked after.</param>
/// <param name="time">Tells the time.</param>
/// <param name="logger">Takes what people must know.</param>
public sealed class UpkeepLoop(string directory, UpkeepOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>What was done.</summary>
    public UpkeepMetrics Metrics { get; } = new();

    /// <summary>Looks now, and each <see cref="UpkeepOptions.Interval"/> until it is stopped. What fails is logged, counted and tried again.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        BackgroundWork.GiveWay();
        do
        {
            Look(cancellationToken);
        }
        while (!cancellationToken.WaitHandle.WaitOne(options.Interval));
    }

    /// <summary>Looks once. Retention comes first: what goes need not be compacted.</summary>
    public void Look(CancellationToken cancellationToken)
    {
        try
        {
            using ArchiveUpkeep? upkeep = ArchiveUpkeep.TryOpen(directory, options, time, Metrics);
            if (upkeep is null) return; // another does it
            upkeep.Retain(removal => logger.LogRemoved(removal.Files, removal.Table, TimeExpression.Format(removal.HourNs), removal.Bytes, removal.Reason), cancellationToken);
            upkeep.Compact(onlyQuiet: true, (table, hour, result) => logger.LogCompacted(result.Files, table, TimeExpression.Format(hour), result.NewFiles, result.BytesBefore, result.BytesAfter), cancellationToken);
            upkeep.SumUp(onlyQuiet: true, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Each step is whole or has not happened.
        }
#pragma warning disable CA1031 // Collecting goes on whatever becomes of upkeep.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Metrics.AddFailure();
            logger.LogUpkeepFailed(failure.Message);
        }
    }
}
