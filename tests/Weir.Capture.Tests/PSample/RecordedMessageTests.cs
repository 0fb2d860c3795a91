using Weir.Capture.Netlink;
using Weir.Capture.PSample.TrafficControl;

namespace Weir.Capture.Tests.PSample;

public sealed class RecordedMessageTests
{
    [Fact]
    public void A_filter_asked_for_by_tc_is_read_as_tc_meant_it()
    {
        SampleFilter filter = SampleFilter.Read(RecordedMessages.FilterByTc.AsSpan(NetlinkHeader.Size))!.Value;
        Assert.Equal(
            (SampleFilter.MatchAll, 1024u, 128u, 1u, (ushort)49152, SampleFilter.AllProtocols, TrafficControlHeader.Ingress, 2),
            (filter.Kind, filter.Rate, filter.Truncation, filter.Group, filter.Header.Priority, filter.Header.Protocol, filter.Header.Parent, filter.Header.InterfaceIndex));
        Assert.Null(filter.Mark);
    }

    [Fact]
    public void The_kernels_family_has_its_number_and_groups()
    {
        GenericFamily family = GenericFamily.Read(RecordedMessages.Family.AsSpan(NetlinkHeader.Size))!;
        Assert.Equal(32, family.Id);
        Assert.Equal((9u, 10u), (family.Groups["config"], family.Groups["packets"]));
    }
}
