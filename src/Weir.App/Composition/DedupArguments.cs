using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Weir.App.Commands;
using Weir.App.Configuration.Schema;
using Weir.Collector.Deduplicating;
using Weir.Wire.Primitives;

namespace Weir.App.Composition;

/// <summary>How a collector finds duplicates, as the command line has it.</summary>
internal sealed class DedupArguments
{
    /// <summary>The rules, by their words.</summary>
    public const string Boundary = "boundary", Window = "window", Best = "best";

    /// <summary>What becomes of duplicates, by words.</summary>
    public const string Flag = "flag", Drop = "drop";

    private static readonly DeduplicationOptions Defaults = new();

    private readonly Option<string[]> _dedup = new("--dedup")
    {
        Description = "Find records of packets that others tell of: window (of a flow the exporter that was heard first counts), best (the one that samples least), boundary (only what crosses a --boundary interface counts); may be repeated",
    };

    private readonly Option<string[]> _boundary = new("--boundary") { Description = "An interface at the edge of the network: EXPORTER/IFINDEX; may be repeated" };
    private readonly Option<string> _window = new("--dedup-window") { Description = "An exporter that says nothing of a flow for this long leaves it to another", DefaultValueFactory = _ => "120s" };
    private readonly Option<int> _flows = new("--dedup-flows") { Description = "Flows remembered at once, 24 octets each, 40 with best", DefaultValueFactory = _ => Defaults.MaxFlows };
    private readonly Option<string> _action = new("--dedup-action") { Description = "What becomes of duplicates: flag (archived, and left out of answers) or drop", DefaultValueFactory = _ => Flag };

    public DedupArguments()
    {
        _dedup.AcceptOnlyFromAmong(Boundary, Window, Best);
        _action.AcceptOnlyFromAmong(Flag, Drop);
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_dedup, _boundary, _window, _flows, _action]) command.Options.Add(option);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="UsageException">One of them is wrong.</exception>
    public DeduplicationOptions Read(ParseResult line)
    {
        string window = line.GetRequiredValue(_window);
        if (!DurationValue.TryParse(window, out TimeSpan time)) throw new UsageException($"{_window.Name} {window}: want a number and s, m, h or d, such as 120s");
        DeduplicationOptions options = Of(line.GetValue(_dedup) ?? [], line.GetRequiredValue(_action)) with
        {
            Boundary = [.. (line.GetValue(_boundary) ?? []).Select(Interface)],
            Window = time,
            MaxFlows = line.GetValue(_flows),
        };
        return options.Validate().FirstOrDefault() is { } wrong ? throw new UsageException(wrong) : options;
    }

    /// <summary>What the words say.</summary>
    public static DeduplicationOptions Of(IReadOnlyCollection<string> rules, string action) => Defaults with
    {
        ByBoundary = rules.Contains(Boundary),
        ByWindow = rules.Contains(Window),
        ByBest = rules.Contains(Best),
        Action = action == Drop ? DuplicateAction.Drop : DuplicateAction.Flag,
    };

    /// <summary>What finds them; <see langword="null"/> where nothing is asked.</summary>
    public static Deduplication? Create(DeduplicationOptions options) =>
        options.IsOn ? new(options, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)))) : null;

    private BoundaryInterface Interface(string text) =>
        text.Split('/') is [var address, var index] && IpAddress.TryParse(address, out IpAddress exporter) && uint.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            ? new(exporter, number)
            : throw new UsageException($"{_boundary.Name} {text}: want EXPORTER/IFINDEX, as 192.0.2.1/3");
}
