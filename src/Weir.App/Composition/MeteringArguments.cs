using System.CommandLine;
using Weir.App.Commands;
using Weir.Exporter.Metering;
using Weir.Exporter.Metering.Applications;

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
        Description = "Flows held at most; --overload says what one more does",
        DefaultValueFactory = _ => Defaults.MaxFlows,
    };

    private readonly Option<string> _overload = new("--overload")
    {
        Description = "What a full table does: evict-oldest ends the flow nearest to its end; drop-new leaves out packets of new flows, and counts them",
        DefaultValueFactory = _ => OverloadNames.Default,
    };

    private readonly Option<string[]> _timeouts = new("--timeout")
    {
        Description = "NAME=TIME, as softflowd's -t: tcp, tcp.rst, tcp.fin, udp, icmp, general or maxlife; or softflowd for all of its own; repeated; before the timeouts above",
    };

    private readonly Option<TrackingLevel> _level = Choice.Create<TrackingLevel>("--level", "What makes a flow: full, port, proto, ip, vlan or ether");
    private readonly Option<TunnelMode> _tunnels = Choice.Create<TunnelMode>("--tunnels", "Which packets of a tunnel are metered: outer, inner or both");
    private readonly Option<uint> _rate = new("--sampling-rate") { Description = "Meter one of so many packets", DefaultValueFactory = _ => 1 };
    private readonly Option<SamplingMethod> _method = Choice.Create<SamplingMethod>("--sampling-method", "How packets are chosen: deterministic, random or flowhash");
    private readonly Option<bool> _adaptive = new("--adaptive-sampling") { Description = "Sample less while the ring drops packets or the processor is busy" };

    private readonly Option<bool> _biflow = new("--biflow") { Description = "Meter both directions of a conversation as one flow (RFC 5103); IPFIX collectors are sent one record, others two" };
    private readonly Option<bool> _tcp = new("--tcp-performance") { Description = "Measure TCP handshakes, and count retransmitted and overtaken segments" };
    private readonly Option<ApplicationEngine> _applications = Choice.Create<ApplicationEngine>("--applications", "Classify flows by application: ndpi (package libndpi4.2), which looks into the first packets of each");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_active);
        command.Options.Add(_idle);
        command.Options.Add(_tcpEnd);
        command.Options.Add(_maxFlows);
        _overload.CompletionSources.Add(OverloadNames.All);
        command.Options.Add(_overload);
        command.Options.Add(_timeouts);
        command.Options.Add(_level);
        command.Options.Add(_tunnels);
        command.Options.Add(_rate);
        command.Options.Add(_method);
        command.Options.Add(_adaptive);
        command.Options.Add(_biflow);
        command.Options.Add(_tcp);
        command.Options.Add(_applications);
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
            Overload = OverloadNames.Read(line.GetValue(_overload)),
            ByProtocol = Timeouts(line.GetValue(_timeouts)),
            Level = line.GetValue(_level),
            Tunnels = line.GetValue(_tunnels),
            Sampling = Sampling(line),
            Biflow = line.GetValue(_biflow),
            TcpPerformance = line.GetValue(_tcp),
            Applications = Applications(line),
        };
    }

    // What is missing is said, and all else goes on.
    private ApplicationOptions? Applications(ParseResult line)
    {
        if (line.GetValue(_applications) == ApplicationEngine.None) return null;
        if (line.GetValue(_level) != TrackingLevel.Full) throw new UsageException($"{_applications.Name}: applications are told by ports and payload; want {_level.Name} full");
        if (MeteringProcess.ApplicationsProblem is not { } problem) return new();
        Console.Error.WriteLine($"weir: warning: {problem}");
        return null;
    }

    private enum ApplicationEngine
    {
        None,
        Ndpi,
    }

    private static FlowTimeoutOptions? Timeouts(string[]? texts)
    {
        if (texts is null or []) return null;
        FlowTimeoutOptions options = new();
        foreach (string text in texts)
        {
            if (text == "softflowd") options = FlowTimeoutOptions.Softflowd;
            else if (FlowTimeoutOptions.TryAdd(text, options, out options) is { } problem) throw new UsageException($"--timeout {problem}");
        }

        return options;
    }

    private SamplingOptions? Sampling(ParseResult line)
    {
        uint rate = line.GetValue(_rate);
        if (rate == 0) throw new UsageException("--sampling-rate 0: want 1 or more");
        bool adapts = line.GetValue(_adaptive);
        if (rate == 1 && !adapts) return null;
        return new() { Rate = rate, Method = line.GetValue(_method), Seed = NewSeed(), Adaptive = adapts ? new() : null };
    }

    /// <summary>A hash whose seed nobody outside can know, so that nobody can choose keys that collide.</summary>
    public static FlowKeyHash NewHash() => new(NewSeed());

    /// <summary>A seed that nobody outside can know.</summary>
    public static ulong NewSeed()
    {
        // From the kernel's generator, without loading a cryptographic library for eight octets: a random GUID has 122 such bits.
        Span<byte> seed = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(seed);
        return BitConverter.ToUInt64(seed) ^ BitConverter.ToUInt64(seed[sizeof(ulong)..]);
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
