using System.CommandLine;
using Weir.App.Commands;
using Weir.App.Composition;

namespace Weir.App.Tests.Composition;

public sealed class ListenArgumentsTests
{
    [Fact]
    public void By_itself_it_listens_on_the_ports_of_the_three_protocols()
    {
        ListenPlan plan = Read();
        Assert.Equal(["[::]:2055", "[::]:4739", "[::]:6343"], plan.Udp.Select(static one => one.ToString()));
        Assert.Equal((1, null), (plan.Receivers, plan.Streams));
    }

    [Fact]
    public void Schemes_say_the_port_and_the_transport()
    {
        ListenPlan plan = Read("--listen", "netflow://127.0.0.1,ipfix+tcp://[::1]:9000", "--listen", "ipfix+tls://", "--receivers", "3", "--tls-cert", "c.pem", "--handshake-timeout", "2.5");
        Assert.Equal(["127.0.0.1:2055"], plan.Udp.Select(static one => one.ToString()));
        Assert.Equal(["[::1]:9000"], plan.Streams!.TcpEndpoints.Select(static one => one.ToString()));
        Assert.Equal(["[::]:4740"], plan.Streams.TlsEndpoints.Select(static one => one.ToString()));
        Assert.Equal((3, "c.pem", 2.5), (plan.Receivers, plan.Streams.Tls!.CertificateFile, plan.Streams.HandshakeTimeout.TotalSeconds));
    }

    [Theory]
    [InlineData("--tls-cert is needed", "--listen", "ipfix+tls://")]
    [InlineData("--tls-cert is needed", "--tls-key", "k.pem")]
    [InlineData("want 1 to 64", "--receivers", "65")]
    [InlineData("unknown scheme 'sctp'", "--listen", "sctp://:4739")]
    [InlineData("1 to 65536", "--listen", "ipfix+tcp://", "--max-connections", "0")]
    [InlineData("86400 seconds", "--idle-timeout", "0")]
    public void What_is_wrong_is_said(string expected, params string[] line) =>
        Assert.Contains(expected, Assert.Throws<UsageException>(() => Read(line)).Message, StringComparison.Ordinal);

    private static ListenPlan Read(params string[] line)
    {
        var arguments = new ListenArguments();
        var command = new Command("collect");
        arguments.AddTo(command);
        return arguments.Read(command.Parse(line));
    }
}
