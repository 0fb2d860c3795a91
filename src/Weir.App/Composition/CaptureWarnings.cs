using Weir.App.Commands;
using Weir.Capture.PcapFile;

namespace Weir.App.Composition;

/// <summary>What a user is told of a capture file that was not read to a clean end.</summary>
internal static class CaptureWarnings
{
    /// <summary>Says on standard error what was wrong, if anything, and gives the exit code that goes with it.</summary>
    public static int Say(CaptureFileSource source, bool isTruncated)
    {
        if (!isTruncated) return ExitCode.Ok;
        Console.Error.WriteLine($"weir: {source.Name}: {source.Problem ?? "cut off in the middle of a packet"}; all whole packets before that were used");
        return ExitCode.Failed;
    }
}
