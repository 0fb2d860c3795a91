using System.Globalization;
using System.Text.RegularExpressions;
using Weir.Testing.Processes;

namespace Weir.Vm.Tests;

/// <summary>What one step of a script in the machine left: what tc counted, what was exported.</summary>
/// <param name="directory">Its files.</param>
public sealed partial class Step(string directory)
{
    /// <summary>A file of the step.</summary>
    public string this[string file] => File.ReadAllText(PathOf(file));

    /// <summary>Where that file is.</summary>
    public string PathOf(string file) => Path.Combine(directory, file);

    /// <summary>Packets that the filters of the kernel saw, by tc's count: those that arrived and those that left.</summary>
    public long[] PacketsByTc(string file = "running.txt") =>
        [.. Counted().Matches(this[file]).Select(static match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    /// <summary>All flow samples in the exported sFlow datagrams, by tshark's reading.</summary>
    public IReadOnlyList<SampleRow> Samples()
    {
        Tool.Require("tshark");
        string[] fields =
        [
            "sflow.flow_sample.sequence_number", "sflow.flow_sample.sampling_rate", "sflow.flow_sample.sample_pool", "sflow.flow_sample.dropped_packets",
            "sflow.flow_sample.input_interface", "sflow.flow_sample.output_interface_value", "sflow_245.header.frame_length", "sflow_245.header.sampled_header_length",
        ];
        string text = Tool.Output("tshark", ["-r", PathOf("export.pcap"), "-n", "-d", "udp.port==6343,sflow", "-T", "fields", .. fields.SelectMany(static field => (string[])["-e", field])]);
        var rows = new List<SampleRow>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // A datagram is a line, a field has a value for each sample.
            uint[][] values = [.. line.Split('\t').Select(static field => field.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number).ToArray())];
            for (int at = 0; at < values[0].Length; at++)
                rows.Add(new(values[0][at], values[1][at], values[2][at], values[3][at], values[4][at], values[5][at], values[6][at], values[7][at]));
        }

        return rows;
    }

    private static uint Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? uint.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : uint.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Sent [0-9]+ bytes ([0-9]+) pkt")]
    private static partial Regex Counted();
}

/// <summary>One flow sample of sFlow.</summary>
public sealed record SampleRow(uint Sequence, uint Rate, uint Pool, uint Drops, uint Input, uint Output, uint FrameLength, uint HeaderLength);
