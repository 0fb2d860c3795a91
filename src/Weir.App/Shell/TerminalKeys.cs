namespace Weir.App.Shell;

/// <summary>
/// Keys of the terminal. Waiting for one cannot be broken off, so it is done on a thread of its own that waits only when asked to: whoever
/// stops waiting leaves, and the thread ends with the process.
/// </summary>
internal static class TerminalKeys
{
    /// <summary>Waits for a key. Ctrl-C is one.</summary>
    public static async Task<ConsoleKeyInfo> ReadAsync(CancellationToken cancellation)
    {
        Console.TreatControlCAsInput = true;
        var pressed = new TaskCompletionSource<ConsoleKeyInfo>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                pressed.TrySetResult(Console.ReadKey(intercept: true));
            }
            catch (Exception failure) when (failure is InvalidOperationException or IOException)
            {
                // The terminal is gone.
                pressed.TrySetCanceled();
            }
        })
        { IsBackground = true, Name = "weir-keys" };
        thread.Start();
        return await pressed.Task.WaitAsync(cancellation);
    }
}
