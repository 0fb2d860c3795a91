using System.Globalization;
using System.Text.Json;
using Weir.Capture.Interfaces;
using Weir.Capture.Netlink;
using Weir.Flows.Interfaces;
using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.Capture.Tests.Interfaces;

public sealed class LinuxInterfacesTests
{
    [Fact]
    public void Interfaces_are_told_as_the_program_ip_tells_them()
    {
        Assert.SkipWhen(PrivateNetwork.Obstacle is not null, PrivateNetwork.Obstacle ?? "");
        PrivateNetwork.Run(() =>
        {
            PrivateNetwork.Cable("one", "other");
            PrivateNetwork.Ip("addr add 10.9.0.1/24 dev one");
            PrivateNetwork.Ip("link set one promisc on");
            PrivateNetwork.Ip("link set other alias uplink");
            Tool.Run("ping", ["-c", "3", "-i", "0.01", "-W", "0.05", "-b", "10.9.0.255"]);
            Tool.Run("ping", ["-c", "2", "-i", "0.01", "127.0.0.1"]);
            using LinuxInterfaces interfaces = LinuxInterfaces.Open();
            NetworkInterface[] read = [.. interfaces.Read()];
            using var truth = JsonDocument.Parse(Tool.Output("ip", "-s", "-j", "link"));
            JsonElement[] links = [.. truth.RootElement.EnumerateArray().OrderBy(link => link.GetProperty("ifindex").GetInt32())];
            Assert.Equal(links.Select(Told), read.Select(Told));
            NetworkInterface one = read.Single(link => link.Name == "one");
            Assert.Equal((true, true, true, 6u, InterfaceDuplex.Full, 10_000_000_000UL), (one.IsPromiscuous, one.IsOperationallyUp, one.IsAdministrativelyUp, one.Type, one.Duplex, one.Speed));
            Assert.True(one.Out.Packets > 0);
            Assert.Equal("uplink", read.Single(link => link.Name == "other").Description);
            NetworkInterface loopback = read.Single(link => link.Name == "lo");
            Assert.Equal((24u, true, 0UL, false), (loopback.Type, loopback.IsOperationallyUp, loopback.Speed, loopback.IsPromiscuous));
        });
    }

    [Fact]
    public void Damaged_messages_are_values_not_exceptions()
    {
        byte[] message = new byte[LinkMessage.HeaderSize + 60];
        message[16] = 10;
        message[18] = 3;
        "eth0"u8.CopyTo(message.AsSpan(20));
        message[28] = 40;
        message[30] = 23;
        Assert.Equal("eth0", LinkMessage.Read(message)?.Name);
        var random = new Random(5);
        for (int length = 0; length <= message.Length; length++) LinkMessage.Read(message.AsSpan(0, length).ToArray());
        for (int i = 0; i < 100_000; i++)
        {
            byte[] mutated = [.. message];
            for (int n = random.Next(1, 6); n > 0; n--) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            LinkMessage.Read(mutated);
            NetlinkMessages walk = new(mutated);
            while (walk.TryRead(out _, out _))
            {
            }
        }
    }

    private static string Told(NetworkInterface link) => string.Create(CultureInfo.InvariantCulture,
        $"{link.Index} {link.Name} {link.In.Octets} {link.In.Packets} {link.In.Multicast} {link.In.Errors} {link.Out.Octets} {link.Out.Packets} {link.Out.Errors} {link.Out.Discards}");

    private static string Told(JsonElement link)
    {
        JsonElement rx = link.GetProperty("stats64").GetProperty("rx");
        JsonElement tx = link.GetProperty("stats64").GetProperty("tx");
        return $"{link.GetProperty("ifindex")} {link.GetProperty("ifname").GetString()} {rx.GetProperty("bytes")} {rx.GetProperty("packets")} {rx.GetProperty("multicast")} {rx.GetProperty("errors")} " +
            $"{tx.GetProperty("bytes")} {tx.GetProperty("packets")} {tx.GetProperty("errors")} {tx.GetProperty("dropped")}";
    }
}
