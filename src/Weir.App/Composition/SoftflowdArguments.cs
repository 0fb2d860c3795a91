using System.Globalization;
using Weir.App.Commands;

namespace Weir.App.Composition;

/// <summary>
/// softflowd's command line in the words of <c>weir export</c>, so that one with the name changed works. It is known by <c>-n</c>, which
/// softflowd sends with and <c>weir export</c> does not have. What would change the records but is not here is refused; what only
/// concerns the process is said and left out. Timeouts that are not given are softflowd's, so that flows are too.
/// </summary>
internal static class SoftflowdArguments
{
    private const string WithValue = "irtmnpcvLTPAsBCRSx";
    private const string WithoutValue = "6dDbalNh";
    private const string Here = "is not available in this build";

    /// <summary>Translates where it is softflowd's; otherwise gives the arguments back as they are.</summary>
    /// <param name="arguments">All of the program's.</param>
    /// <param name="say">Takes a line for each option that has no effect.</param>
    /// <exception cref="UsageException">An option is unknown, wrong, or cannot be done.</exception>
    public static string[] Translate(string[] arguments, Action<string> say)
    {
        if (arguments is not ["export", ..] || !arguments.Any(NamesCollectors)) return arguments;
        var line = new Line(say);
        for (int i = 1; i < arguments.Length; i++)
        {
            string word = arguments[i];
            if (word.StartsWith("--", StringComparison.Ordinal)) line.Result.Add(word);
            else if (word.Length < 2 || word[0] != '-') line.Filter.Add(word);
            else i += line.Take(word, i + 1 < arguments.Length ? arguments[i + 1] : null);
        }

        return line.Finish();
    }

    /// <summary>softflowd's times: seconds, or numbers with units such as <c>1h30m</c>.</summary>
    internal static long? Seconds(string text)
    {
        long total = 0;
        long number = -1;
        foreach (char letter in text)
        {
            if (char.IsAsciiDigit(letter))
            {
                number = Math.Max(number, 0) * 10 + (letter - '0');
                if (number > int.MaxValue) return null;
                continue;
            }

            int unit = char.ToLowerInvariant(letter) switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, 'w' => 604800, _ => 0 };
            if (unit == 0 || number < 0) return null;
            total += number * unit;
            number = -1;
        }

        return text.Length == 0 ? null : total + Math.Max(number, 0);
    }

    // -n, perhaps behind letters that take no value: -ln.
    private static bool NamesCollectors(string word) => word.StartsWith('-') && word.AsSpan(1).TrimStart(WithoutValue).StartsWith("n", StringComparison.Ordinal);

    /// <summary>What was read so far.</summary>
    private sealed class Line(Action<string> say)
    {
        private string _version = "5";
        private string? _collectors;
        private string _transport = "udp";

        public List<string> Result { get; } = ["export", "--timeout", "softflowd"];

        public List<string> Filter { get; } = [];

        /// <summary>Takes a word of options: several letters, the last one perhaps with its value. Gives how many further words it took.</summary>
        public int Take(string word, string? next)
        {
            for (int at = 1; at < word.Length; at++)
            {
                char option = word[at];
                if (WithoutValue.Contains(option)) Flag(option);
                else if (!WithValue.Contains(option)) throw new UsageException($"-{option}: unknown option of softflowd; see 'weir export --help'");
                else if (at + 1 < word.Length) return Value(option, word[(at + 1)..], 0);
                else return Value(option, next ?? throw new UsageException($"-{option}: want a value"), 1);
            }

            return 0;
        }

        public string[] Finish()
        {
            string scheme = _version switch
            {
                "5" => "netflow5",
                "9" => "netflow9",
                "10" => "ipfix",
                _ => throw new UsageException($"-v {_version}: want 5, 9 or 10"),
            };
            if (_transport == "tcp" && scheme == "ipfix") scheme = "ipfix+tcp";
            else if (_transport != "udp") throw new UsageException($"-P {_transport} -v {_version} {Here}");
            foreach (string collector in (_collectors ?? "").Split(',')) Result.AddRange(["--to", $"{scheme}://{collector}"]);
            Result.AddRange(Filter);
            return [.. Result];
        }

        private int Value(char option, string value, int taken)
        {
            switch (option)
            {
                case 'i':
                    if (value.Contains(':')) say($"weir: -i {value}: the index has no effect: records have the system's");
                    Result.AddRange(["--interface", value[(value.IndexOf(':') + 1)..]]);
                    break;
                case 'r': Result.AddRange(["--read", value]); break;
                case 'm': Result.AddRange(["--max-flows", value]); break;
                case 'n': _collectors = value; break;
                case 'v': _version = value; break;
                case 't': Timeout(value); break;
                case 'T': Result.AddRange(["--level", value]); break;
                case 's': Result.AddRange(["--sampling-rate", value]); break;
                case 'L': Result.AddRange(["--hop-limit", value]); break;
                case 'P': _transport = value; break;
                case 'A': Only("milli"); break;
                case 'x': Only("0"); break;
                case 'c' when value == "none": break;
                case 'c': Result.AddRange(["--control", value]); break;
                case 'p' or 'B' or 'C': say($"weir: -{option} {value} has no effect"); break;
                default: throw new UsageException($"-{option} {value} {Here}");
            }

            return taken;

            void Only(string known)
            {
                if (value != known) throw new UsageException($"-{option} {value} {Here}, only -{option} {known} is");
            }
        }

        private void Flag(char option)
        {
            switch (option)
            {
                case 'b': Result.Add("--biflow"); break;
                case 'l': Result.AddRange(["--balance", DistributionNames.FlowHash]); break;
                case 'N': Result.Add("--no-promiscuous"); break;
                case 'h': Result.Add("--help"); break;
                default: break; // -6 -a -d -D: so it is always
            }
        }

        private void Timeout(string text)
        {
            string[] parts = text.Split('=', 2);
            if (parts.Length < 2 || Seconds(parts[1]) is not { } seconds) throw new UsageException($"-t {text}: want NAME=TIME such as maxlife=5m");
            if (parts[0] == "expint") say($"weir: -t {text} has no effect: flows are exported as they end");
            else Result.AddRange(["--timeout", string.Create(CultureInfo.InvariantCulture, $"{parts[0]}={seconds}")]);
        }
    }
}
