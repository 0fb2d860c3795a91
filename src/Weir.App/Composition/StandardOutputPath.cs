using System.IO.Pipes;

namespace Weir.App.Composition;

/// <summary>
/// Standard output as a path that may be opened for writing. Opened as a file itself, what standard output already has would go: a pipe
/// stands between.
/// </summary>
internal sealed class StandardOutputPath : IDisposable
{
    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.In);
    private readonly Thread _copying;

    public StandardOutputPath()
    {
        _copying = new(Copy) { IsBackground = true };
        _copying.Start();
    }

    /// <summary>What is opened; it may be closed before all was read.</summary>
    public string Path => $"/proc/self/fd/{_pipe.ClientSafePipeHandle.DangerousGetHandle()}";

    /// <summary>Why standard output took no more; <see langword="null"/> where it took all.</summary>
    public string? Problem { get; private set; }

    /// <summary>Waits until all that was written has gone out.</summary>
    public void Finish()
    {
        _pipe.DisposeLocalCopyOfClientHandle();
        _copying.Join();
    }

    public void Dispose() => _pipe.Dispose();

    private void Copy()
    {
        try
        {
            using Stream output = Console.OpenStandardOutput();
            _pipe.CopyTo(output);
        }
        catch (IOException failure)
        {
            Problem = failure.Message;
            _pipe.Dispose(); // who writes is told
        }
        catch (ObjectDisposedException)
        {
            // Given up.
        }
    }
}
