using Weir.App.Composition;
using Weir.App.Configuration.Options;
using Weir.App.Tests.Configuration;
using Weir.Flows.Columns;

namespace Weir.App.Tests.Operating;

/// <summary>Flows counted within the kernel, as configured.</summary>
public sealed class EbpfSectionTests
{
    private const string Collector = "collector c { address 192.0.2.1; protocol ipfix; }";

    [Fact]
    public void The_section_says_how_and_one_that_did_not_change_is_equal()
    {
        const string text = "ebpf { interface eth0; interface eth1; active-timeout 5; max-flows 1000; processes false; dns-latency true; }";
        EbpfSection section = Configured(text).Ebpf!;
        Assert.Equal(new EbpfSection("eth0 eth1", TimeSpan.FromSeconds(5), 1000, FindsProcesses: false, MeasuresDns: true), section);
        Assert.Equal(["eth0", "eth1"], section.Options.Interfaces);
        Assert.Equal(section, Configured(text).Ebpf);
        Assert.Equal(new EbpfSection("eth0", TimeSpan.FromSeconds(60), 65536, FindsProcesses: true, MeasuresDns: false), Configured("ebpf { interface eth0; }").Ebpf);
    }

    [Fact]
    public void Collectors_are_told_processes_unless_they_say_what_they_want()
    {
        Assert.Contains(FlowColumns.ProcessName, Configured(Collector + " ebpf { interface eth0; }").Collectors[0].Columns);
        Assert.DoesNotContain(FlowColumns.ProcessName, Configured(Collector + " ebpf { interface eth0; processes false; }").Collectors[0].Columns);
        string wanting = Collector.Replace("ipfix;", "ipfix; fields src_addr processes;", StringComparison.Ordinal);
        Assert.Equal([FlowColumns.SrcAddr, .. FieldSelection.ProcessColumns], Configured(wanting + " ebpf { interface eth0; }").Collectors[0].Columns);
    }

    [Theory]
    [InlineData("ebpf { }", "'ebpf' has no interface: add 'interface eth0;'")]
    [InlineData("metering { interface eth0; } ebpf { interface eth0; }", "'eth0' is metered as well: its packets would be counted twice")]
    public void What_would_count_nothing_or_twice_is_a_problem(string text, string problem) =>
        Assert.Contains(Read.Problems($"flow-export {{ {text} }}"), each => each.Contains(problem, StringComparison.Ordinal));

    private static FlowExportOptions Configured(string text) => Read.Options($"flow-export {{ {text} }}").FlowExport!;
}
