using System.ComponentModel;
using System.Diagnostics;

namespace Weir.App.Output;

/// <summary>Drawings as PNG: Debian's rsvg-convert makes them of SVG (docs/adr/0020-drawings-as-png.md).</summary>
internal static class PngDrawing
{
    private const string Program = "rsvg-convert";

    /// <summary>Pixels for each of the drawing's: sharp on screens of twice the resolution.</summary>
    private const string Zoom = "2";

    /// <summary>Writes a drawing as a file.</summary>
    /// <param name="svg">The drawing.</param>
    /// <param name="file">The file, replaced where there is one.</param>
    /// <exception cref="IOException">The program is missing, or could not.</exception>
    public static void Write(string svg, string file)
    {
        var start = new ProcessStartInfo(Program, ["--format", "png", "--zoom", Zoom, "--output", file]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true };
        using Process process = Start(start);
        try
        {
            process.StandardInput.Write(svg);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all; it says why.
        }

        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new IOException($"{file}: {Program}: {said.Trim()}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new IOException($"a PNG is drawn by {Program}, which is not there: install it (apt-get install librsvg2-bin fonts-dejavu-core), or say FILE.svg", missing);
        }
    }
}
