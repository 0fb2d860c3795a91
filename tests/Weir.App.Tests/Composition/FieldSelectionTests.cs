using Weir.App.Commands;
using Weir.App.Composition;
using Weir.Exporter.Exporting;
using Weir.Exporter.Metering;
using Weir.Flows.Columns;

namespace Weir.App.Tests.Composition;

public sealed class FieldSelectionTests
{
    [Fact]
    public void Nothing_listed_is_what_is_usual() =>
        Assert.Equal(ExportTemplate.DefaultColumns, FieldSelection.Columns([], new()));

    [Fact]
    public void What_is_usual_tells_the_rate_of_sampled_packets_and_the_other_direction_of_biflows()
    {
        var options = new MeteringOptions { Sampling = new() { Rate = 10 }, Biflow = true, TcpPerformance = true };
        Assert.Equal(
            [.. ExportTemplate.DefaultColumns, FlowColumns.SamplingRate, .. ExportTemplate.BiflowColumns, .. ExportTemplate.TcpColumns, .. ExportTemplate.ReverseTcpColumns],
            FieldSelection.Columns(["default"], options));
    }

    [Fact]
    public void A_list_keeps_its_order_and_names_each_column_once() =>
        Assert.Equal(
            [FlowColumns.Bytes, .. ExportTemplate.MplsColumns, FlowColumns.SrcAddr],
            FieldSelection.Columns(FieldSelection.Read("bytes, mpls,src_addr,mpls_label_2,bytes", "--fields"), new()));

    [Theory]
    [InlineData("default,mpls", false, false)]
    [InlineData("default,biflow", true, false)]
    [InlineData("src_addr,reverse_bytes", true, false)]
    [InlineData("default,tcp-performance", false, true)]
    [InlineData("tcp_rtt_us", false, true)]
    public void What_is_listed_is_metered(string fields, bool biflow, bool tcp)
    {
        MeteringOptions options = FieldSelection.Asked(new(), FieldSelection.Read(fields, "--fields"));
        Assert.Equal((biflow, tcp), (options.Biflow, options.TcpPerformance));
    }

    [Theory]
    [InlineData("default,applications")]
    [InlineData("bytes,application_name")]
    public void Applications_that_are_listed_are_looked_for(string fields)
    {
        MeteringOptions options = FieldSelection.Asked(new(), FieldSelection.Read(fields, "--fields"));
        Assert.Equal(new(), options.Applications);
        Assert.Superset(ExportTemplate.ApplicationColumns.ToHashSet(), FieldSelection.Columns(["default"], options).ToHashSet());
    }

    [Fact]
    public void A_name_that_is_none_is_told_with_the_one_probably_meant() =>
        Assert.Contains("'tcp-performanc': did you mean 'tcp-performance'", Assert.Throws<UsageException>(() => FieldSelection.Read("default,tcp-performanc", "--fields")).Message, StringComparison.Ordinal);
}
