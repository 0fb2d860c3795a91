using Weir.Storage.Posix;

namespace Weir.Storage.Parquet;

/// <summary>
/// Which form the records of an archive have: a number in <c>ARCHIVE/form</c>, made with the archive. Of another form than today's nothing is read or written, as answers would be
/// wrong; <c>weir archive import</c> reads all of them.
/// </summary>
internal static class ArchiveForm
{
    // 1, of which there is no file, had times in nanoseconds.
    private const string Today = "2";

    /// <summary>Checks the form of an archive that is to be asked or looked after.</summary>
    /// <exception cref="ArchiveNotFoundException">There is none, or it has another form; the message is one line.</exception>
    internal static void Check(ArchiveLayout layout)
    {
        if (!Directory.Exists(layout.Flows)) throw new ArchiveNotFoundException(layout.Root);
        if (Problem(layout) is { } problem) throw new ArchiveNotFoundException(layout.Root, problem);
    }

    /// <summary>Checks it before something is written, and notes it where there are no records yet.</summary>
    /// <exception cref="IOException">It is another one, or cannot be noted; the message is one line.</exception>
    internal static void Keep(ArchiveLayout layout)
    {
        if (Problem(layout) is { } problem) throw new IOException(problem);
        if (File.Exists(layout.FormFile)) return;
        string temporary = $"{layout.FormFile}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, Today + "\n");
        PosixFile.SyncFile(temporary);
        File.Move(temporary, layout.FormFile, overwrite: true);
        PosixFile.SyncDirectory(layout.Root);
    }

    private static string? Problem(ArchiveLayout layout) => Of(layout) is { } form && form != Today
        ? $"the records of {layout.Root} are of form {form}, and this Weir has form {Today}: bring them into a new archive by 'weir archive import {layout.Root} --archive NEW'"
        : null;

    private static string? Of(ArchiveLayout layout)
    {
        try
        {
            // A form is a few digits; what is longer is none of ours.
            using FileStream file = File.OpenRead(layout.FormFile);
            Span<byte> digits = stackalloc byte[16];
            int length = file.ReadAtLeast(digits, digits.Length, throwOnEndOfStream: false);
            return string.Concat(System.Text.Encoding.ASCII.GetString(digits[..length]).TrimEnd().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '?'));
        }
        catch (FileNotFoundException)
        {
            return layout.FilesBetween(default, ArchiveLayout.FlowsTable).Any() ? "1" : null;
        }
    }
}
