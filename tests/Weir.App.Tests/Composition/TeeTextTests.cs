using System.Net;
using Weir.App.Composition;
using Weir.App.Tests.Configuration;
using Weir.Collector.Teeing;

namespace Weir.App.Tests.Composition;

public sealed class TeeTextTests
{
    [Fact]
    public void Everything_that_can_be_said_is_read()
    {
        TeeOptions tee = TeeText.Parse("udp://[2001:db8::1]:2055,keep-source,from=192.0.2.0/24,from=2001:db8::7,one-in=10");
        Assert.Equal((IPEndPoint.Parse("[2001:db8::1]:2055"), true, 10), (tee.EndPoint, tee.KeepsSource, tee.OneIn));
        Assert.Equal(ExporterPrefix.Of(IPNetwork.Parse("192.0.2.0/24")), TeeText.Parse("udp://192.0.2.9:1,from=192.0.2.77/24").Exporters[0]);
        Assert.Equal([ExporterPrefix.Of(IPNetwork.Parse("192.0.2.0/24")), ExporterPrefix.Of(IPNetwork.Parse("2001:db8::7/128"))], tee.Exporters);
    }

    [Theory]
    [InlineData("192.0.2.1:2055")]
    [InlineData("tcp://192.0.2.1:2055")]
    [InlineData("udp://192.0.2.1")]
    [InlineData("udp://*:2055")]
    [InlineData("udp://192.0.2.1:2055,one-in=0")]
    [InlineData("udp://192.0.2.1:2055,from=192.0.2.1/33")]
    [InlineData("udp://192.0.2.1:2055,spoof")]
    public void What_cannot_be_is_refused(string text) => Assert.False(TeeText.TryParse(text, out _));

    [Fact]
    public void A_configuration_has_the_same_and_tells_what_changed()
    {
        ListenPlan plan = Read.Options("flow-collect { listen *:2055; archive /a; tee \"udp://192.0.2.1:2055,keep-source\", udp://192.0.2.2:2055; }").FlowCollect!.Listening;
        Assert.Equal([(true, "192.0.2.1:2055"), (false, "192.0.2.2:2055")], plan.Tees.Select(static tee => (tee.KeepsSource, tee.EndPoint.ToString())));
        Assert.True(plan.SameAs(plan with { Tees = [.. plan.Tees.Select(static tee => tee with { Exporters = [] })] }));
        Assert.False(plan.SameAs(plan with { Tees = [plan.Tees[0]] }));
        Assert.Contains("keep-source", Assert.Single(Read.Problems("flow-collect { listen *:2055; archive /a; tee udp://x:1; }")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_come_back_is_noticed()
    {
        ListenPlan plan = ListenPlan.Of([("udp", IPEndPoint.Parse("[::]:2055"))], 1, new());
        Assert.NotNull((plan with { Tees = [TeeText.Parse("udp://127.0.0.1:2055")] }).Loop);
        Assert.Null((plan with { Tees = [TeeText.Parse("udp://127.0.0.1:2056")] }).Loop);
        Assert.Null((plan with { Tees = [TeeText.Parse("udp://192.0.2.1:2055")] }).Loop);
    }
}
