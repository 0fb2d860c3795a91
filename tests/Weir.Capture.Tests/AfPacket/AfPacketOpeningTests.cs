using Weir.Capture.AfPacket;
using Weir.Testing.Networks;

namespace Weir.Capture.Tests.AfPacket;

public sealed class AfPacketOpeningTests
{
    [Fact]
    public void An_interface_that_is_not_there_is_answered_with_those_that_are()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Packet sockets need Linux.");
        string message = Refusal(new() { InterfaceName = "nowhere0" });
        Assert.StartsWith("nowhere0: there is no such interface; there are ", message, StringComparison.Ordinal);
        Assert.Contains("lo", message, StringComparison.Ordinal);
        Refusal(new() { InterfaceName = "" });
        Refusal(new() { InterfaceName = "a name that is much too long for an interface" });
    }

    [Fact]
    public void Without_the_right_to_capture_the_right_is_named()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Packet sockets need Linux.");
        if (Environment.IsPrivilegedProcess) Assert.Skip("Root has the right.");
        Assert.Equal("lo: capturing is not permitted; it takes the capability CAP_NET_RAW, or root.", Refusal(new() { InterfaceName = "lo" }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_000)]
    [InlineData(int.MaxValue)]
    public void A_ring_of_a_wrong_size_is_refused(int octets) => Assert.Equal(
        $"lo: a ring of {octets} octets; it must be a multiple of 1048576 up to 1073741824.",
        Refusal(new() { InterfaceName = "lo", RingOctets = octets }));

    [Fact]
    public void An_interface_that_is_down_is_refused()
    {
        if (PrivateNetwork.Obstacle is { } obstacle) Assert.Skip(obstacle);
        PrivateNetwork.Run(() =>
        {
            PrivateNetwork.Cable("left", "right");
            PrivateNetwork.Ip("link set right down");
            Assert.Equal("right: the interface is down; bring it up with 'ip link set right up'.", Refusal(new() { InterfaceName = "right" }));
        });
    }

    private static string Refusal(AfPacketOptions options)
    {
        string message = Assert.Throws<AfPacketException>(() => AfPacketSource.Open(options).Dispose()).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
