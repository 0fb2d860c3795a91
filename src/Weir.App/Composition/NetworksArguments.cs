using System.CommandLine;
using System.Globalization;
using Weir.App.Commands;
using Weir.Collector.Enriching.Networks;
using Weir.Flows.Pipeline;

namespace Weir.App.Composition;

/// <summary>The file of networks that gives records tags and countries, as the command line has it.</summary>
internal sealed class NetworksArguments
{
    /// <summary>The most that may be asked for: ten times what there is, 3 GiB of memory.</summary>
    public const int MostNetworks = 1 << 24;

    private readonly Option<string?> _file = new("--networks") { Description = "Give records src_tag, dst_tag, src_country and dst_country by a CSV file of networks, whose first line is network,tag,country" };
    private readonly Option<int?> _most = new("--max-networks") { Description = string.Create(CultureInfo.InvariantCulture, $"Networks that the file may have; by itself {new NetworksOptions { File = "" }.MaxNetworks}") };

    public void AddTo(Command command)
    {
        command.Options.Add(_file);
        command.Options.Add(_most);
    }

    /// <summary>Reads them and the file.</summary>
    /// <returns>The file and its networks; <see langword="null"/> where there is none.</returns>
    /// <exception cref="UsageException">One of them is wrong.</exception>
    /// <exception cref="NetworksException">The file cannot be read, or is none.</exception>
    public LoadedNetworks? Read(ParseResult line)
    {
        int? most = line.GetValue(_most);
        if (line.GetValue(_file) is not { } file) return most is null ? null : throw new UsageException($"{_most.Name} is for {_file.Name}: no networks are read without it");
        if (most is < 1 or > MostNetworks) throw new UsageException($"{_most.Name} {most}: want 1 to {MostNetworks}");
        var options = new NetworksOptions { File = file };
        if (most is { } number) options = options with { MaxNetworks = number };
        var networks = new NetworkDirectory();
        networks.Load(options);
        return new(options, networks);
    }

    /// <summary>A sink whose records have what the networks say; the same where there are none.</summary>
    public static IFlowSink Through(NetworkDirectory? networks, IFlowSink sink) => networks is null ? sink : new NetworkSink(sink, networks);
}
