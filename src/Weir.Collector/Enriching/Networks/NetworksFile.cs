namespace Weir.Collector.Enriching.Networks;

/// <summary>
/// Reads a file that says of networks what they are called and in which country they are: CSV (RFC 4180) in UTF-8 with a header.
/// <code>
/// network,tag,country
/// 192.0.2.0/24,web,DE
/// 192.0.2.17,db,
/// </code>
/// A network is a prefix or an address, or in two columns <c>first</c> and <c>last</c>. An empty cell: as a larger network has it; <c>-</c>: none. Lines that
/// begin with # are comments.
/// </summary>
public static class NetworksFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="NetworksException">It cannot be read, or is none.</exception>
    public static NetworkTable Read(NetworksOptions options)
    {
        try
        {
            using var file = new FileStream(options.File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
            return Read(file, options);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or (IOException and not NetworksException))
        {
            throw new NetworksException($"networks file {options.File} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Reads what a file has.</summary>
    /// <exception cref="NetworksException">It is none.</exception>
    public static NetworkTable Read(Stream content, NetworksOptions options)
    {
        var lines = new TextLines(content, options.MaxLineOctets);
        var reader = new NetworksReader(options.MaxNetworks);
        try
        {
            while (lines.TryNext(out Span<char> line)) reader.Take(line, lines.Number);
        }
        catch (FormatException wrong)
        {
            throw new NetworksException($"networks file {options.File}, line {lines.Number}: {wrong.Message}", wrong);
        }

        try
        {
            return reader.Finish();
        }
        catch (FormatException wrong)
        {
            throw new NetworksException($"networks file {options.File}: {wrong.Message}", wrong);
        }
    }
}
