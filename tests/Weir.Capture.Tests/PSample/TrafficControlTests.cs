using Weir.Capture.Interop;
using Weir.Capture.Netlink;
using Weir.Capture.PSample;
using Weir.Capture.PSample.TrafficControl;
using Weir.Flows.Pipeline;
using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.Capture.Tests.PSample;

public sealed class TrafficControlTests
{
    [Fact]
    public void A_mark_is_read_back_and_knows_whether_its_process_runs()
    {
        byte[] cookie = new byte[SamplerMark.Size];
        SamplerMark own = SamplerMark.Own(70000, isEgress: true, ownsQdisc: true);
        own.Write(cookie);

        Assert.True(SamplerMark.TryRead(cookie, out SamplerMark read));
        Assert.Equal(own, read);
        Assert.True(read is { IsOwn: true, IsInUse: true, IsEgress: true, OwnsQdisc: true });
        // Another process by the same number began at another time.
        SamplerMark gone = own with { StartTicks = own.StartTicks + 1 };
        Assert.False(gone.IsOwn || gone.IsInUse);
        Assert.False(SamplerMark.TryRead(cookie.AsSpan(1), out _));
        cookie[0] ^= 1;
        Assert.False(SamplerMark.TryRead(cookie, out _));
    }

    [Fact]
    public void Damaged_filters_are_values_not_exceptions()
    {
        Span<byte> request = new byte[SampleFilter.MaxRequestSize];
        int length = SampleFilter.Write(request, new TrafficControlHeader(0, 3, 1, TrafficControlHeader.Ingress, TrafficControlHeader.InfoOf(7, 3)), Request("va"), SamplerMark.Own(3, false, false));
        byte[] whole = request[..length].ToArray();
        Assert.Equal(
            (8u, 128u, 1u, (ushort)7, (ushort)3),
            SampleFilter.Read(whole) is { } filter ? (filter.Rate, filter.Truncation, filter.Group, filter.Header.Priority, filter.Header.Protocol) : default);
        var random = new Random(11);
        for (int turn = 0; turn < 100_000; turn++)
        {
            byte[] mutated = [.. whole];
            for (int changes = random.Next(1, 6); changes > 0; changes--) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            SampleFilter.Read(mutated.AsSpan(0, random.Next(mutated.Length + 1)));
            GenericFamily.Read(mutated);
        }
    }

    [Fact]
    public void The_family_of_families_is_found_and_others_are_not()
    {
        using NetlinkSocket socket = NetlinkSocket.Open(GenericFamily.Protocol);
        Assert.True(GenericFamily.Find(socket, "nlctrl") is { Id: 16 } family && family.Groups.ContainsKey("notify"));
        Assert.Null(GenericFamily.Find(socket, "no-such"));
    }

    [Fact]
    public void A_queueing_discipline_is_made_and_taken_away() => InPrivate(() =>
    {
        int index = (int)LibC.InterfaceIndex("va");
        using TrafficControlSocket kernel = TrafficControlSocket.Open();
        Assert.Null(kernel.QdiscOf(index));
        kernel.AddQdisc(index);
        Assert.Equal(TrafficControlSocket.ClsAct, kernel.QdiscOf(index));
        Assert.Contains("clsact ffff: parent ffff:fff1", Tool.Output("tc", "qdisc", "show", "dev", "va"), StringComparison.Ordinal);
        Assert.Equal(NetlinkException.Exists, Assert.Throws<NetlinkException>(() => kernel.AddQdisc(index)).Error);
        kernel.RemoveQdisc(index);
        Assert.Null(kernel.QdiscOf(index));
    });

    [Fact]
    public void A_kernel_that_cannot_sample_says_what_is_missing_and_keeps_nothing() => InPrivate(() =>
    {
        Assert.SkipWhen(File.Exists("/sys/module/psample/initstate") || Directory.Exists("/sys/module/psample"), "this kernel can sample");
        using (TrafficControlSocket kernel = TrafficControlSocket.Open()) Assert.Null(kernel.QdiscOf((int)LibC.InterfaceIndex("va")));
        PSampleException? missing = null;
        try
        {
            using PSampleSource source = PSampleSource.Open(new PSampleOptions { Interfaces = [Request("va")] }, new Nobody(), TimeProvider.System, static _ => { });
            Assert.Skip("this kernel can sample");
        }
        catch (PSampleException said)
        {
            missing = said;
        }

        Assert.Contains("modprobe act_sample", missing.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("clsact", Tool.Output("tc", "qdisc", "show", "dev", "va"), StringComparison.Ordinal);
    });

    [Fact]
    public void An_interface_that_is_not_there_is_waited_for() => InPrivate(() =>
    {
        List<string> said = [];
        using PSampleSource source = PSampleSource.Open(new PSampleOptions { Interfaces = [Request("later")] }, new Nobody(), TimeProvider.System, said.Add);
        Assert.Equal(PacketReadStatus.Idle, source.Read(new PacketBatch()));
        Assert.False(source.Interfaces[0].IsOpen);
        Assert.Contains("no such interface", Assert.Single(said), StringComparison.Ordinal);
    });

    private static SamplingRequest Request(string name) => new() { InterfaceName = name, Rate = 8 };

    private static void InPrivate(Action test)
    {
        Assert.SkipWhen(PrivateNetwork.Obstacle is not null, PrivateNetwork.Obstacle ?? "");
        Tool.Require("tc");
        PrivateNetwork.Run(() =>
        {
            PrivateNetwork.Cable("va", "vb");
            test();
        });
    }

    private sealed class Nobody : IPacketSampleSink
    {
        public void Write(in SampledPacket sample)
        {
        }
    }
}
