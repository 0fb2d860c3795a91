using System.CommandLine;
using System.Globalization;
using Weir.App.Commands;
using Weir.Collector.Enriching.Networks;
using Weir.Flows.Pipeline;

namespace Weir.App.Composition;

/// <summary>The files of networks that give records tags, countries and autonomous systems, as the command line has them.</summary>
internal sealed class NetworksArguments
{
    /// <summary>The most that may be asked for: ten times what there is, 3 GiB of memory.</summary>
    public const int MostNetworks = 1 << 24;

    private readonly Option<string[]> _files = new("--networks")
    {
        Description = "Give records src_tag, dst_tag, src_country, dst_country, and src_as and dst_as where they have none, by a file of networks: CSV whose first line is network,tag,country,as, or a database of MaxMind's format; "
            + "may be repeated, and what an earlier one says goes before",
    };
    private readonly Option<int?> _most = new("--max-networks") { Description = string.Create(CultureInfo.InvariantCulture, $"Networks that the files may have; by itself {new NetworksOptions { Files = [] }.MaxNetworks}") };

    public void AddTo(Command command)
    {
        command.Options.Add(_files);
        command.Options.Add(_most);
    }

    /// <summary>Reads them and the files.</summary>
    /// <returns>The files and their networks; <see langword="null"/> where there is none.</returns>
    /// <exception cref="UsageException">One of them is wrong.</exception>
    /// <exception cref="NetworksException">A file cannot be read, or is none.</exception>
    public LoadedNetworks? Read(ParseResult line)
    {
        int? most = line.GetValue(_most);
        if (line.GetValue(_files) is not { Length: > 0 } files) return most is null ? null : throw new UsageException($"{_most.Name} is for {_files.Name}: no networks are read without it");
        if (most is < 1 or > MostNetworks) throw new UsageException($"{_most.Name} {most}: want 1 to {MostNetworks}");
        var options = new NetworksOptions { Files = files };
        if (most is { } number) options = options with { MaxNetworks = number };
        var networks = new NetworkDirectory();
        networks.Load(options);
        return new(options, networks);
    }

    /// <summary>A sink whose records have what the networks say; the same where there are none.</summary>
    public static IFlowSink Through(NetworkDirectory? networks, IFlowSink sink) => networks is null ? sink : new NetworkSink(sink, networks);
}
