using System.Globalization;

namespace Weir.Exporter.Metering;

/// <summary>
/// Timeouts by protocol, under softflowd's names. What is <see langword="null"/> is left to <see cref="MeteringOptions"/>; zero is off.
/// </summary>
public sealed record FlowTimeoutOptions
{
    /// <summary>What softflowd does without -t (softflowd(8)).</summary>
    public static FlowTimeoutOptions Softflowd { get; } = new()
    {
        Tcp = TimeSpan.FromSeconds(3600),
        TcpReset = TimeSpan.FromSeconds(120),
        TcpFinished = TimeSpan.FromSeconds(300),
        Udp = TimeSpan.FromSeconds(300),
        Icmp = TimeSpan.FromSeconds(300),
        General = TimeSpan.FromSeconds(3600),
        MaxLife = TimeSpan.FromSeconds(604_800),
    };

    /// <summary><c>tcp</c>: idle timeout of TCP that goes on.</summary>
    public TimeSpan? Tcp { get; init; }

    /// <summary><c>tcp.rst</c>: idle timeout of TCP that saw RST.</summary>
    public TimeSpan? TcpReset { get; init; }

    /// <summary><c>tcp.fin</c>: idle timeout of TCP that saw FIN.</summary>
    public TimeSpan? TcpFinished { get; init; }

    /// <summary><c>udp</c>: idle timeout of UDP.</summary>
    public TimeSpan? Udp { get; init; }

    /// <summary><c>icmp</c>: idle timeout of ICMP and ICMPv6.</summary>
    public TimeSpan? Icmp { get; init; }

    /// <summary><c>general</c>: idle timeout of all other protocols.</summary>
    public TimeSpan? General { get; init; }

    /// <summary><c>maxlife</c>: active timeout.</summary>
    public TimeSpan? MaxLife { get; init; }

    /// <summary>
    /// Takes one <c>name=time</c> as softflowd's -t has it; a time is a number with s, m, h, d or w, or without for seconds.
    /// <c>expint</c> is taken and means nothing: flows are always looked at when they are due.
    /// </summary>
    /// <returns>What is wrong in a few words, or <see langword="null"/> beside the new options.</returns>
    public static string? TryAdd(string text, FlowTimeoutOptions before, out FlowTimeoutOptions after)
    {
        after = before;
        int equals = text.IndexOf('=');
        string name = equals < 0 ? text : text[..equals];
        if (equals < 0 || !TryParseTime(text.AsSpan(equals + 1), out TimeSpan time))
            return $"'{text}': want NAME=TIME, such as udp=300 or maxlife=1h, of at most a year";
        FlowTimeoutOptions? changed = name switch
        {
            "tcp" => before with { Tcp = time },
            "tcp.rst" => before with { TcpReset = time },
            "tcp.fin" => before with { TcpFinished = time },
            "udp" => before with { Udp = time },
            "icmp" => before with { Icmp = time },
            "general" => before with { General = time },
            "maxlife" => before with { MaxLife = time },
            "expint" => before,
            _ => null,
        };
        if (changed is null) return $"'{name}' is no timeout; there are tcp, tcp.rst, tcp.fin, udp, icmp, general, maxlife and expint";
        after = changed;
        return null;
    }

    private static bool TryParseTime(ReadOnlySpan<char> text, out TimeSpan time)
    {
        time = default;
        if (text.IsEmpty) return false;
        int unit = text[^1] switch { 's' or 'S' => 1, 'm' or 'M' => 60, 'h' or 'H' => 3600, 'd' or 'D' => 86_400, 'w' or 'W' => 604_800, _ => 0 };
        ReadOnlySpan<char> digits = unit == 0 ? text : text[..^1];
        const long Year = 366L * 86_400;
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long count) || count > Year) return false;
        long seconds = count * Math.Max(1, unit);
        if (seconds > Year) return false;
        time = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
