using Weir.App.Configuration.Options;
using Weir.App.Machine;
using Weir.App.Output;
using Weir.App.Tests.Configuration;
using Weir.Capture.Conntrack;

namespace Weir.App.Tests.Operating;

/// <summary>What the firewall logs and tracks, as configured; and what check says of this machine.</summary>
public sealed class FirewallTests
{
    [Fact]
    public void Log_groups_are_metered_beside_interfaces()
    {
        FlowExportOptions options = Configured("metering { interface eth0; nflog { group 5 6; copy-range 128; } }");
        Assert.Equal(
            [new MeteredInterface("eth0", true, 64), new MeteredLogGroup(5, 128, 64, 32), new MeteredLogGroup(6, 128, 64, 32)],
            options.Metering!.Sources);
        Assert.Equal("nflog 6", options.Metering.Sources[2].Name);
    }

    [Fact]
    public void Connections_are_reported_as_configured_and_a_section_that_did_not_change_is_equal()
    {
        const string text = "conntrack { enabled true; active-timeout 5; events begins; nat true; set-sysctls true; max-connections 100; }";
        ConntrackSection section = Configured(text).Conntrack!;
        Assert.True(section.Enabled);
        Assert.Equal(
            new ConntrackOptions
            {
                ActiveTimeout = TimeSpan.FromSeconds(5),
                Events = ConntrackEvents.BeginsAndEnds,
                Translations = true,
                SetsSysctls = true,
                MaxConnections = 100,
            },
            section.Options);
        Assert.Equal(section, Configured(text).Conntrack);
        Assert.Equal(new ConntrackOptions(), Configured("conntrack { enabled true; }").Conntrack!.Options);
    }

    [Fact]
    public void Every_source_is_tried_and_one_that_does_not_work_says_why()
    {
        Report report = MachineProbes.Look();
        object?[][] rows = [.. report.Rows];
        Assert.Equal(MachineProbes.All.Select(probe => (object?)probe.Source), rows.Select(row => row[0]));
        Assert.All(rows.Where(row => (string?)row[1] == "no"), row => Assert.NotEqual("", row[2]));
        if (Environment.IsPrivilegedProcess) Assert.Equal("yes", rows.Single(row => (string?)row[0] == "interface")[1]);
    }

    private static FlowExportOptions Configured(string text) => Read.Options($"flow-export {{ {text} }}").FlowExport!;
}
