using System.CommandLine;
using System.Security.Cryptography;
using Weir.App.Commands;
using Weir.Exporter.Metering;

namespace Weir.App.Composition;

/// <summary>The options of every verb that meters packets.</summary>
internal sealed class MeteringArguments
{
    private static readonly MeteringOptions Defaults = new();

    private readonly Option<double> _active = Seconds("--active-timeout", "Report a flow that lives this many seconds and begin it anew; 0 is off", Defaults.ActiveTimeout);
    private readonly Option<double> _idle = Seconds("--idle-timeout", "End a flow without packets for this many seconds; 0 is off", Defaults.IdleTimeout);
    private readonly Option<double> _tcpEnd = Seconds("--tcp-end-timeout", "End a flow this many seconds after FIN or RST; 0 is off", Defaults.TcpEndGrace);
    private readonly Option<int> _maxFlows = new("--max-flows", "-m")
    {
        Description = "Flows held at most; one more evicts the one nearest to its end",
        DefaultValueFactory = _ => Defaults.MaxFlows,
    };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_active);
        command.Options.Add(_idle);
        command.Options.Add(_tcpEnd);
        command.Options.Add(_maxFlows);
    }

    /// <summary>What the user chose.</summary>
    public MeteringOptions Read(ParseResult line)
    {
        int maxFlows = line.GetValue(_maxFlows);
        if (maxFlows is < 1 or > 1 << 28) throw new UsageException($"--max-flows {maxFlows}: want 1 to {1 << 28}");
        return new()
        {
            ActiveTimeout = Timeout(line, _active),
            IdleTimeout = Timeout(line, _idle),
            TcpEndGrace = Timeout(line, _tcpEnd),
            MaxFlows = maxFlows,
        };
    }

    /// <summary>A hash whose seed nobody outside can know, so that nobody can choose keys that collide.</summary>
    public static FlowKeyHash NewHash()
    {
        Span<byte> seed = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(seed);
        return new FlowKeyHash(BitConverter.ToUInt64(seed) ^ BitConverter.ToUInt64(seed[sizeof(ulong)..]));
    }

    private static Option<double> Seconds(string name, string description, TimeSpan? ownDefault) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => ownDefault?.TotalSeconds ?? 0,
    };

    private static TimeSpan? Timeout(ParseResult line, Option<double> option)
    {
        double seconds = line.GetValue(option);
        if (seconds is < 0 or > 86400 || double.IsNaN(seconds)) throw new UsageException($"{option.Name} {seconds}: want 0 to 86400 seconds");
        return seconds == 0 ? null : TimeSpan.FromSeconds(seconds);
    }
}
