using Weir.App.Configuration.Options;
using Weir.Collector.Decoding;
using Weir.Collector.Sessions.Sampling;
using Weir.Wire.Primitives;

namespace Weir.App.Tests.Configuration;

/// <summary>The section <c>flow-collect</c>: what it says of exporters.</summary>
public sealed class FlowCollectTests
{
    private const string Mandatory = "listen *:4739; archive /a;";

    [Fact]
    public void Exporters_of_both_families_have_sampling_rates_of_their_own_and_of_their_interfaces()
    {
        FlowCollectOptions options = Options($"{Mandatory} exporter 192.0.2.1 {{ sampling-rate 1000; interface 3 {{ sampling-rate 100; }} }} exporter 2001:db8::1 {{ interface 7 {{ sampling-rate 5; }} }}");
        Assert.Equal(
            [new(Address("192.0.2.1"), null, 1000), new(Address("192.0.2.1"), 3, 100), new(Address("2001:db8::1"), 7, 5)], options.SamplingOverrides);
        Assert.Equal(options.SamplingOverrides, options.Sessions.SamplingOverrides);
        Assert.Equal([new(Address("2001:db8::1"), null, 5)], Read.Options($"flow-collect:\n  listen: 127.0.0.1:1\n  archive: /a\n  exporter:\n    \"2001:db8::1\":\n      sampling-rate: 5\n", "weir.yaml").FlowCollect!.SamplingOverrides);
    }

    [Fact]
    public void What_takes_effect_reads_back_the_same()
    {
        string text = $"flow-collect {{ {Mandatory} time-policy clamp; max-flow-age 2h; exporter 2001:db8::1 {{ sampling-rate 9; interface 7 {{ sampling-rate 5; }} }} }}";
        Assert.True(Read.Options(text).FlowCollect!.SameAs(Read.Options(Read.Effective(text)).FlowCollect));
    }

    [Fact]
    public void Another_rate_is_another_configuration()
    {
        FlowCollectOptions options = Options($"{Mandatory} exporter 192.0.2.1 {{ sampling-rate 1000; }}");
        Assert.True(options.SameAs(Options($"{Mandatory} exporter 192.0.2.1 {{ sampling-rate 1000; }}")));
        Assert.False(options.SameAs(Options($"{Mandatory} exporter 192.0.2.1 {{ sampling-rate 1001; }}")));
        Assert.False(options.SameAs(Options(Mandatory)));
    }

    [Fact]
    public void Times_are_left_as_they_were_sent_unless_a_policy_is_said()
    {
        Assert.Equal(new TimeRepairOptions(), Options(Mandatory).Times);
        Assert.Equal(new TimeRepairOptions { Policy = TimePolicy.Received, MaxAge = TimeSpan.FromHours(6) }, Options($"{Mandatory} time-policy received; max-flow-age 6h;").Sessions.Times);
    }

    [Fact]
    public void The_directory_is_as_large_as_is_said()
    {
        Assert.Equal(new(), Options(Mandatory).Directory);
        FlowCollectOptions small = Options($"{Mandatory} max-exporters 10; max-exporter-interfaces 20;");
        Assert.Equal((10, 10, 20), (small.Directory.MaxSessions, small.Sessions.MaxSessions, small.Directory.MaxInterfacesPerExporter));
        Assert.False(small.SameAs(Options(Mandatory)));
    }

    [Fact]
    public void Another_networks_file_is_no_other_collector()
    {
        Assert.Null(Options(Mandatory).Networks);
        FlowCollectOptions options = Options($"{Mandatory} networks /etc/weir/own.csv, /var/lib/GeoIP/GeoLite2-Country.mmdb; max-networks 10;");
        Assert.Equal(["/etc/weir/own.csv", "/var/lib/GeoIP/GeoLite2-Country.mmdb"], options.Networks!.Files);
        Assert.Equal(10, options.Networks.MaxNetworks);
        Assert.Equal(1 << 21, Options($"{Mandatory} networks a.csv;").Networks!.MaxNetworks);
        Assert.True(options.SameAs(Options(Mandatory)));
    }

    [Theory]
    [InlineData("max-networks 0;", "max-networks '0': want 1 to 16777216")]
    [InlineData("exporter router { sampling-rate 5; }", "'router' is not the name of an exporter: want an IPv4 or IPv6 address")]
    [InlineData("exporter 192.0.2.1 { interface eth0 { sampling-rate 5; } }", "'eth0' is not the name of an interface: want 1 to 4294967295")]
    [InlineData("exporter 2001:db8::1 { sampling-rate 0; }", "sampling-rate '0': want 1 to 4294967295")]
    [InlineData("time-policy clmp;", "time-policy 'clmp': did you mean 'clamp'?")]
    public void What_is_wrong_is_said(string setting, string problem) =>
        Assert.Contains(problem, Assert.Single(Read.Problems($"flow-collect {{ {Mandatory} {setting} }}")), StringComparison.Ordinal);

    private static FlowCollectOptions Options(string settings) => Read.Options($"flow-collect {{ {settings} }}").FlowCollect!;

    private static IpAddress Address(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : throw new FormatException(text);
}
