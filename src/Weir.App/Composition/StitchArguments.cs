using System.CommandLine;
using System.Security.Cryptography;
using Weir.App.Commands;
using Weir.App.Configuration.Schema;
using Weir.Collector.Stitching;

namespace Weir.App.Composition;

/// <summary>How a collector brings the directions of conversations together, as the command line has it.</summary>
internal sealed class StitchArguments
{
    private static readonly StitchingOptions Defaults = new();

    private readonly Option<bool> _stitch = new("--stitch") { Description = "Find the records that are the two directions of one conversation, and tell in biflow_direction which end began it" };
    private readonly Option<string> _window = new("--stitch-window") { Description = "A direction not heard of for this long belongs to no conversation", DefaultValueFactory = _ => "120s" };
    private readonly Option<int> _flows = new("--stitch-flows") { Description = "Conversations remembered at once, 40 octets each", DefaultValueFactory = _ => Defaults.MaxConversations };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_stitch, _window, _flows]) command.Options.Add(option);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="UsageException">One of them is wrong.</exception>
    public StitchingOptions Read(ParseResult line)
    {
        string window = line.GetRequiredValue(_window);
        if (!DurationValue.TryParse(window, out TimeSpan time)) throw new UsageException($"{_window.Name} {window}: want a number and s, m, h or d, such as 120s");
        StitchingOptions options = new() { IsOn = line.GetValue(_stitch), Window = time, MaxConversations = line.GetValue(_flows) };
        return options.Validate().FirstOrDefault() is { } wrong ? throw new UsageException(wrong) : options;
    }

    /// <summary>What does it; <see langword="null"/> where it is not asked.</summary>
    public static BiflowStitching? Create(StitchingOptions options) =>
        options.IsOn ? new(options, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)))) : null;
}
