using System.Text;

namespace Weir.App.Output;

/// <summary>Standard output that goes to a file or a pipe. What the runtime opens passes on 256 octets at a time, a system call each.</summary>
internal static class RedirectedOutput
{
    private const int Octets = 32 * 1024;

    /// <summary>Opens it: all of a write goes out before the write returns.</summary>
    public static TextWriter Open() => new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Octets) { AutoFlush = true };
}
