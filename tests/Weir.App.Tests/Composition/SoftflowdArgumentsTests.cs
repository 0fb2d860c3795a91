using Weir.App.Commands;
using Weir.App.Composition;

namespace Weir.App.Tests.Composition;

/// <summary>softflowd's command lines, and what becomes of them.</summary>
public sealed class SoftflowdArgumentsTests
{
    [Theory]
    [InlineData("-i eth0 -n 192.0.2.1:2055 -v 10", "--interface eth0 --to ipfix://192.0.2.1:2055")]
    [InlineData("-i eth0 -n[2001:db8::1]:2055 -v9 -N -c /run/x.ctl", "--interface eth0 --no-promiscuous --control /run/x.ctl --to netflow9://[2001:db8::1]:2055")]
    [InlineData("-r a.pcap -n a:1,b:2", "--read a.pcap --to netflow5://a:1 --to netflow5://b:2")]
    [InlineData("-d6 -Dr a.pcap -n a:1 -v 10 -m 100", "--read a.pcap --max-flows 100 --to ipfix://a:1")]
    [InlineData("-n a:1 -v 10 -t maxlife=1h30m -t general=15 -t tcp.rst=2m -t tcp.fin=30s", "--timeout maxlife=5400 --timeout general=15 --timeout tcp.rst=120 --timeout tcp.fin=30 --to ipfix://a:1")]
    [InlineData("-n a:1 -v 10 -T vlan -P udp -A milli -s 100 -L 5 -a --pace=5", "--level vlan --sampling-rate 100 --hop-limit 5 --pace=5 --to ipfix://a:1")]
    [InlineData("-ln a:1,b:2 -v 9", "--balance flow-hash --to netflow9://a:1 --to netflow9://b:2")]
    [InlineData("-n a:1 -v 10 -b", "--biflow --to ipfix://a:1")]
    [InlineData("-n a:1 -v 10 -P tcp not port 22", "--to ipfix+tcp://a:1 not port 22")]
    public void Options_mean_the_same(string softflowd, string expected) =>
        Assert.Equal($"export --timeout softflowd {expected}", string.Join(' ', SoftflowdArguments.Translate(["export", .. softflowd.Split(' ')], Unheard)));

    [Theory]
    [InlineData("-v 1", "-v 1: want 5, 9 or 10")]
    [InlineData("-P sctp", "-P sctp -v 5 is not available in this build")]
    [InlineData("-P tcp -v 9", "-P tcp -v 9 is not available in this build")]
    [InlineData("-t maxlife=5x", "want NAME=TIME")]
    [InlineData("-Z", "unknown option")]
    [InlineData("-m", "-m: want a value")]
    public void What_cannot_be_done_is_refused(string softflowd, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<UsageException>(() => SoftflowdArguments.Translate(["export", "-n", "a:1", .. softflowd.Split(' ')], Unheard)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void What_has_no_effect_is_said()
    {
        var said = new List<string>();
        SoftflowdArguments.Translate(["export", "-n", "a:1", "-p", "/run/x.pid", "-c", "none", "-i", "3:eth0", "-t", "expint=0"], said.Add);

        Assert.Equal(3, said.Count);
        Assert.All(said, static line => Assert.Contains("has no effect", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("export", "-r", "a.pcap", "-t", "ipfix://a:1")]
    [InlineData("top", "-n", "5", "-a", "x")]
    [InlineData("--help")]
    public void Other_command_lines_stay_as_they_are(params string[] arguments) =>
        Assert.Same(arguments, SoftflowdArguments.Translate(arguments, Unheard));

    private static void Unheard(string line) => Assert.Fail(line);
}
