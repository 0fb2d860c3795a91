using System.Globalization;

namespace Weir.Fuzz;

/// <summary>What a run is to do.</summary>
internal sealed record FuzzOptions
{
    public const string Usage =
        """
        usage: Weir.Fuzz [--mutations 10000] [--seed 1] [--only NUMBER] [--list] [TARGET]...
          --mutations  inputs for each target; --mutations 1000000 is the long run
          --seed       other inputs; the same seed gives the same ones on every machine
          --only       repeats one input of a target, with those before it that it may depend on
        """;

    /// <summary>Some seconds for a parser.</summary>
    public int Mutations { get; private init; } = 10_000;

    public ulong Seed { get; private init; } = 1;

    /// <summary>The number of the one input that is asked for, or nothing.</summary>
    public int? Only { get; private init; }

    public bool List { get; private init; }

    /// <summary>Names of targets; none is all.</summary>
    public IReadOnlyList<string> Targets { get; private init; } = [];

    /// <summary>Octets on the heap that one input may cost: several times what a reader of 64 KiB messages holds.</summary>
    public long MaxAllocated { get; } = 16 << 20;

    /// <summary>Octets by which the heap may have grown when all inputs were read.</summary>
    public long MaxGrowth { get; } = 32 << 20;

    /// <summary>Longest time for one input. They take microseconds; the rest is for a machine that does other things.</summary>
    public TimeSpan MaxTime { get; } = TimeSpan.FromSeconds(10);

    public static bool TryParse(string[] args, out FuzzOptions options, out string? error)
    {
        options = new();
        error = null;
        for (int i = 0; i < args.Length && error is null; i++)
        {
            string name = args[i];
            if (name == "--list") options = options with { List = true };
            else if (!name.StartsWith("--", StringComparison.Ordinal)) options = options with { Targets = [.. options.Targets, name] };
            else if (++i == args.Length || !int.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out int value)) error = $"{name} needs a number.";
            else if (name == "--mutations" && value > 0) options = options with { Mutations = value };
            else if (name == "--seed") options = options with { Seed = (ulong)value };
            else if (name == "--only") options = options with { Only = value };
            else error = $"{name} {value} is no option.";
        }

        return error is null;
    }
}
