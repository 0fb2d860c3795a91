using System.Net.Sockets;
using System.Text;
using Weir.App.Operating;
using Weir.Testing;

namespace Weir.App.Tests.Operating;

/// <summary>What a service manager hears.</summary>
public sealed class ServiceNotifierTests
{
    [Fact]
    public void Each_state_is_a_datagram_of_names_and_values()
    {
        using var directory = new TemporaryDirectory();
        using Socket manager = Listen(directory["notify"]);
        var notifier = new ServiceNotifier(directory["notify"]);

        notifier.Ready("all is well");
        notifier.Reloading();
        notifier.Alive();
        notifier.Stopping();

        Assert.Equal("READY=1\nSTATUS=all is well", Receive(manager));
        Assert.Matches(@"^RELOADING=1\nMONOTONIC_USEC=\d+$", Receive(manager));
        Assert.Equal("WATCHDOG=1", Receive(manager));
        Assert.Equal("STOPPING=1", Receive(manager));
    }

    [Fact]
    public void An_abstract_name_begins_with_an_at_sign()
    {
        string name = $"weir-test-{Environment.ProcessId}";
        using Socket manager = Listen('\0' + name);

        new ServiceNotifier("@" + name).Alive();

        Assert.Equal("WATCHDOG=1", Receive(manager));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/nowhere/at/all")]
    public void Nobody_to_tell_is_no_failure(string? name) => new ServiceNotifier(name).Ready("");

    [Theory]
    [InlineData("30000000", null, 30.0)]
    [InlineData("30000000", "5", 30.0)]
    [InlineData("30000000", "6", null)]
    [InlineData("x", null, null)]
    [InlineData(null, null, null)]
    public void The_watchdog_is_for_the_process_it_names(string? microseconds, string? process, double? seconds) =>
        Assert.Equal(seconds, ServiceNotifier.Interval(microseconds, process, 5)?.TotalSeconds);

    private static Socket Listen(string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };
        socket.Bind(new UnixDomainSocketEndPoint(name));
        return socket;
    }

    private static string Receive(Socket socket)
    {
        byte[] buffer = new byte[512];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
