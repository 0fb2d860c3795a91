using Weir.App.Configuration.Options;

namespace Weir.App.Tests.Configuration;

public sealed class RawKeepTests
{
    [Fact]
    public void Nothing_is_kept_unless_it_is_said_for_how_long()
    {
        FlowCollectOptions silent = Options("");
        Assert.Equal((null, 16L << 30), (silent.RawKeep, silent.MaxRawBytes));
        FlowCollectOptions said = Options("raw-keep 24h; raw-max-size 100;");
        Assert.Equal((TimeSpan.FromDays(1), 100L << 20), (said.RawKeep, said.MaxRawBytes));
        Assert.False(silent.SameAs(said));
        Assert.True(said.SameAs(Options("raw-keep 24h; raw-max-size 100;")));
    }

    [Fact]
    public void What_is_no_time_is_told() =>
        Assert.Contains("raw-keep '24': want a number and s, m, h, d, w or y", Assert.Single(Read.Problems(Section("raw-keep 24;"))), StringComparison.Ordinal);

    private static FlowCollectOptions Options(string more) => Read.Options(Section(more)).FlowCollect!;

    private static string Section(string more) => $"flow-collect {{ listen *:4739; archive /a; {more} }}";
}
