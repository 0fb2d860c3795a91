using System.CommandLine;
using Weir.App.Commands;
using Weir.Capture.Conntrack;
using Weir.Exporter.Metering;

namespace Weir.App.Composition;

/// <summary>The options for what the firewall logs and tracks.</summary>
internal sealed class FirewallArguments
{
    /// <summary>Between two looks at all connections at least: a look at many takes a good part of a second.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <summary>Connections are reported when they end, then.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromDays(365);

    private readonly Option<int[]> _groups = new("--nflog") { Description = "Log group of the firewall to meter ('log group N' of nftables, NFLOG); repeated" };
    private readonly Option<bool> _conntrack = new("--conntrack") { Description = "Export the connections that the kernel tracks, each --active-timeout and when they end" };
    private readonly Option<bool> _nat = new("--nat") { Description = "With --conntrack: name translated addresses, and tell begin and end of each translation" };
    private readonly Option<bool> _sysctls = new("--set-sysctls") { Description = "With --conntrack: set the sysctls that it needs" };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_groups);
        command.Options.Add(_conntrack);
        command.Options.Add(_nat);
        command.Options.Add(_sysctls);
    }

    /// <summary>What the user chose, beside interfaces.</summary>
    public LiveSources Read(ParseResult line, LiveSources interfaces, MeteringOptions options)
    {
        int[] groups = line.GetValue(_groups) ?? [];
        foreach (int group in groups)
        {
            if (group is < 0 or > ushort.MaxValue) throw new UsageException($"--nflog {group}: want 0 to {ushort.MaxValue}");
        }

        if (groups.Distinct().Count() != groups.Length) throw new UsageException("--nflog: the same group twice would count its packets twice");
        bool conntrack = line.GetValue(_conntrack), nat = line.GetValue(_nat);
        bool sysctls = line.GetValue(_sysctls);
        if ((nat || sysctls) && !conntrack) throw new UsageException($"{(nat ? _nat.Name : _sysctls.Name)}: it takes --conntrack");
        return interfaces with
        {
            LogGroups = [.. groups.Select(static group => (ushort)group)],
            Conntrack = conntrack
                ? new ConntrackOptions
                {
                    ActiveTimeout = options.ActiveTimeout is not { } active ? Never : active < Least ? Least : active,
                    Translations = nat,
                    TranslationEvents = nat,
                    Biflow = options.Biflow,
                    SetsSysctls = sysctls,
                }
                : null,
        };
    }
}
