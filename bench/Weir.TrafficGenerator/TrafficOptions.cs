using System.Globalization;

namespace Weir.TrafficGenerator;

/// <summary>What the capture is to hold.</summary>
internal sealed record TrafficOptions
{
    public const string Usage =
        """
        usage: Weir.TrafficGenerator [--packets 1000000] [--flows 100000] [--seed 1] [--ipv6 20] [--zipf 1.0] [--seconds 60]
                                     [--snaplen 96] [--start 1700000000] FILE.pcap
          --flows     distinct 5-tuples, each with at least one packet; both directions of a conversation are two
          --ipv6      percent of the flows
          --zipf      how uneven the flows are; 0 gives every flow the same chance
          --seconds   time from the first packet to the last
          --snaplen   octets captured of each packet; the length on the wire stays whole
        """;

    /// <summary>Forward and reverse tuples are told apart by 32 bits of address and port.</summary>
    private const int MaxFlows = 1 << 30;

    public int Packets { get; private init; } = 1_000_000;
    public int Flows { get; private init; } = 100_000;
    public int Seed { get; private init; } = 1;
    public int Ipv6Percent { get; private init; } = 20;
    public double Zipf { get; private init; } = 1.0;
    public int Seconds { get; private init; } = 60;
    public int SnapLength { get; private init; } = 96;
    public int StartSeconds { get; private init; } = 1_700_000_000;
    public string Path { get; private init; } = "";

    public static bool TryParse(string[] args, out TrafficOptions options, out string? error)
    {
        options = new();
        for (int i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                options = options with { Path = args[i] };
                continue;
            }

            string name = args[i];
            if (++i == args.Length || !double.TryParse(args[i], NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                error = $"{name} needs a number.";
                return false;
            }

            int whole = (int)Math.Clamp(value, int.MinValue, int.MaxValue);
            TrafficOptions? next = name switch
            {
                "--packets" => options with { Packets = whole },
                "--flows" => options with { Flows = whole },
                "--seed" => options with { Seed = whole },
                "--ipv6" => options with { Ipv6Percent = whole },
                "--zipf" => options with { Zipf = value },
                "--seconds" => options with { Seconds = whole },
                "--snaplen" => options with { SnapLength = whole },
                "--start" => options with { StartSeconds = whole },
                _ => null,
            };
            if (next is null)
            {
                error = $"{name} is no option.";
                return false;
            }

            options = next;
        }

        error = options.Complaint();
        return error is null;
    }

    private string? Complaint()
    {
        if (Path.Length == 0) return "Name the file to write.";
        if (Flows is < 1 or > MaxFlows) return $"--flows must be 1 to {MaxFlows}.";
        if (Packets < Flows) return "--packets must be at least --flows: each flow has a packet.";
        if (Ipv6Percent is < 0 or > 100) return "--ipv6 must be 0 to 100 percent.";
        if (Zipf is < 0 or > 3) return "--zipf must be 0 to 3.";
        if (Seconds < 0 || StartSeconds < 0) return "--seconds and --start must not be negative.";
        return SnapLength is < 14 or > 262144 ? "--snaplen must be 14 to 262144." : null;
    }
}
