using Weir.App.Configuration.Options;
using Weir.Exporter.Metering.Applications;

namespace Weir.App.Tests.Configuration;

/// <summary>The settings of <c>metering</c> that concern applications.</summary>
public sealed class ApplicationSettingsTests
{
    [Fact]
    public void Flows_are_classified_when_asked_for_and_by_the_limits_of_the_section()
    {
        Assert.Null(Metering("interface eth0;").Options.Applications);
        Assert.Null(Metering("applications none;").Options.Applications);
        Assert.Equal(new ApplicationOptions(), Metering("applications ndpi;").Options.Applications);
        Assert.Equal(
            new ApplicationOptions { MaxTcpPackets = 10, MaxOtherPackets = 5, MaxPending = 100 },
            Metering("applications ndpi; application-tcp-packets 10; application-other-packets 5; application-flows 100;").Options.Applications);
    }

    [Fact]
    public void Collectors_that_are_told_what_is_usual_are_told_the_applications()
    {
        FlowExportOptions options = Read.Options("flow-export { collector a { address 192.0.2.1; protocol ipfix; } metering { applications ndpi; } }").FlowExport!;
        Assert.Contains("application_id", options.Collectors[0].FieldNames);
        Assert.Contains("application_name", options.Collectors[0].FieldNames);
    }

    [Fact]
    public void Another_engine_is_a_problem() =>
        Assert.Contains("want one of none, ndpi", Assert.Single(Read.Problems("flow-export { metering { applications magic; } }")), StringComparison.Ordinal);

    private static MeteringSection Metering(string text) => Read.Options($"flow-export {{ metering {{ {text} }} }}").FlowExport!.Metering!;
}
