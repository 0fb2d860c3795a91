using System.CommandLine;
using Weir.App.Commands;
using Weir.App.Configuration.Schema;
using Weir.Collector.Decoding;
using Weir.Collector.Sessions;

namespace Weir.App.Composition;

/// <summary>The options of every verb that decodes datagrams: what is believed of exporters.</summary>
internal sealed class SessionArguments
{
    private static readonly TimeRepairOptions Defaults = new();

    private readonly Option<string[]> _sampling = SamplingOverrideOption.Create();
    private readonly Option<string> _times = new("--time-policy")
    {
        Description = "What becomes of records that end in the future or too long ago: as-sent, clamp (to the nearest time that can be right), received",
        DefaultValueFactory = _ => TimePolicyNames.Default,
    };
    private readonly Option<string?> _age = new("--max-flow-age") { Description = "How long before it was received a record may have ended, as 12h or 7d [default: 1d]" };

    private readonly Option<string[]> _columns = ConfiguredColumns.CreateOption();

    public SessionArguments() => _times.AcceptOnlyFromAmong(TimePolicyNames.All);

    public void AddTo(Command command)
    {
        command.Options.Add(_sampling);
        command.Options.Add(_times);
        command.Options.Add(_age);
        command.Options.Add(_columns);
    }

    /// <summary>What the options say; the columns among them are there from now on.</summary>
    /// <exception cref="UsageException">One of them is wrong.</exception>
    public SessionOptions Read(ParseResult line)
    {
        ConfiguredColumns.Use(line.GetValue(_columns), _columns.Name);
        return new()
        {
            SamplingOverrides = SamplingOverrideOption.Read(line.GetValue(_sampling)),
            Times = new() { Policy = TimePolicyNames.Read(line.GetRequiredValue(_times)), MaxAge = Age(line.GetValue(_age)) },
        };
    }

    private static TimeSpan Age(string? text) =>
        text is null ? Defaults.MaxAge
        : DurationValue.TryParse(text, out TimeSpan age) ? age
        : throw new UsageException($"--max-flow-age {text}: want {SettingType.Duration.Wanted}");
}
