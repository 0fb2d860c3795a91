using Weir.Exporter.Metering;

namespace Weir.App.Operating;

/// <summary>A question to a metering thread, and its answer.</summary>
internal static class TableQuestion
{
    /// <summary>A thread that has not answered by then hangs, or waits for an exporter.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks the table on its thread.</summary>
    /// <returns>The answer; <see langword="null"/> where too many wait already, or none came in time.</returns>
    public static async Task<T?> AskAsync<T>(MeteringProcess metering, Func<FlowTable, T> question)
        where T : class
    {
        var answer = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!metering.TryPost(Answer)) return null;
        return await Task.WhenAny(answer.Task, Task.Delay(Patience)) == answer.Task ? await answer.Task : null;

        void Answer(FlowTable table)
        {
            try
            {
                answer.SetResult(question(table));
            }
            catch (Exception failure)
            {
                // Belongs to who asked, not to the metering thread.
                answer.SetException(failure);
            }
        }
    }
}
