using System.Globalization;

namespace Weir.Exporter.Transport.Spooling;

/// <summary>One file of the spool.</summary>
internal sealed class SpoolSegment(long number, string directory, bool inherited)
{
    private const string Extension = ".spool";

    public long Number { get; } = number;

    /// <summary>Whether an earlier run of the exporter wrote it.</summary>
    public bool IsInherited { get; } = inherited;

    public string Path { get; } = System.IO.Path.Combine(directory, number.ToString("D16", CultureInfo.InvariantCulture) + Extension);

    /// <summary>Octets of whole frames, and of the magic before them.</summary>
    public long Length { get; set; }

    /// <summary>Messages that have to be sent, those already acknowledged included.</summary>
    public long Messages { get; set; }

    /// <summary>Messages acknowledged.</summary>
    public long Acknowledged { get; set; }

    /// <summary>The segments in a directory, oldest first.</summary>
    public static IEnumerable<SpoolSegment> Find(string directory) => Directory.EnumerateFiles(directory, "*" + Extension)
        .Select(path => long.TryParse(System.IO.Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0)
        .Where(number => number > 0)
        .Order()
        .Select(number => new SpoolSegment(number, directory, inherited: true));

    /// <summary>Reads all frames; what is behind the last whole one is not counted in <see cref="Length"/>.</summary>
    /// <param name="cursor">Offset up to which messages are acknowledged.</param>
    /// <param name="templates">Learns the templates of the frames before the cursor.</param>
    /// <returns>Whether the cursor is between two frames.</returns>
    public bool Scan(long cursor, TemplateMemory templates)
    {
        byte[] octets = File.ReadAllBytes(Path);
        Length = SpoolFrame.Magic.Length;
        bool found = cursor == Length;
        if (!octets.AsSpan().StartsWith(SpoolFrame.Magic)) return found;
        while (SpoolFrame.TryRead(octets.AsSpan((int)Length), out SpoolFrameKind kind, out ReadOnlySpan<byte> message))
        {
            bool acknowledged = Length < cursor;
            if (acknowledged) templates.Observe(message);
            if (kind == SpoolFrameKind.Message)
            {
                Messages++;
                if (acknowledged) Acknowledged++;
            }

            Length += SpoolFrame.HeaderSize + message.Length;
            found |= Length == cursor;
        }

        return found;
    }
}
