namespace Weir.Collector.Enriching.Networks;

/// <summary>
/// Reads files that say of networks what they are called, in which country they are, and of which autonomous system. A file is a database in MaxMind's
/// format (<see cref="NetworksDatabase"/>), or CSV (RFC 4180) in UTF-8 with a header:
/// <code>
/// network,tag,country,as
/// 192.0.2.0/24,web,DE,64500
/// 192.0.2.17,db,,
/// </code>
/// A network is a prefix or an address, or in two columns <c>first</c> and <c>last</c>. An empty cell: as a larger network has it; <c>-</c>: none. Lines that
/// begin with # are comments.
/// </summary>
public static class NetworksFile
{
    /// <summary>Reads all files.</summary>
    /// <exception cref="NetworksException">One of them cannot be read, or is none.</exception>
    public static NetworkTable Read(NetworksOptions options)
    {
        var texts = new LabelTexts();
        NetworkLayer all = NetworkLayer.Empty;
        foreach (string name in options.Files)
        {
            try
            {
                using var file = new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
                NetworkLayer layer = Read(file, name, texts, options.MaxNetworks - all.Count, options.MaxLineOctets);
                all = all.Count == 0 ? layer : all.Over(layer);
            }
            catch (Exception failure) when (failure is UnauthorizedAccessException or (IOException and not NetworksException))
            {
                throw new NetworksException($"networks file {name} cannot be read: {failure.Message}", failure);
            }
        }

        return new(all, texts);
    }

    /// <summary>Reads what the only file has.</summary>
    /// <exception cref="NetworksException">It is none.</exception>
    public static NetworkTable Read(Stream content, NetworksOptions options)
    {
        var texts = new LabelTexts();
        return new(Read(content, options.Names, texts, options.MaxNetworks, options.MaxLineOctets), texts);
    }

    /// <summary>What is said where there are more networks than may be.</summary>
    internal static FormatException TooMany() => new("more networks than max-networks has room for");

    private static NetworkLayer Read(Stream content, string name, LabelTexts texts, int most, int maxLineOctets)
    {
        TextLines? lines = null;
        try
        {
            if (NetworksDatabase.Is(content)) return NetworksDatabase.Read(content, texts, most);
            lines = new TextLines(content, maxLineOctets);
            var reader = new NetworksReader(texts, most);
            while (lines.TryNext(out Span<char> line)) reader.Take(line, lines.Number);
            lines = null; // What is wrong from here on is of no line alone.
            return reader.Finish();
        }
        catch (FormatException wrong)
        {
            throw new NetworksException($"networks file {name}{(lines is null ? "" : $", line {lines.Number}")}: {wrong.Message}", wrong);
        }
    }
}
