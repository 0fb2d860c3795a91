using System.Runtime.InteropServices;
using System.Text;
using Weir.Capture.Netlink;

namespace Weir.Capture.PSample.TrafficControl;

/// <summary>
/// A filter of the kernel's traffic control that hands all packets to the action «sample» (tc-matchall(8), tc-sample(8)), as a request; and what
/// the kernel tells of any filter, as an answer.
/// </summary>
internal readonly record struct SampleFilter(TrafficControlHeader Header, string Kind)
{
    /// <summary>The kinds that are written.</summary>
    public const string MatchAll = "matchall", Sample = "sample";

    /// <summary>ETH_P_ALL.</summary>
    public const ushort AllProtocols = 3;

    /// <summary>Octets of the longest request, behind the netlink header.</summary>
    public const int MaxRequestSize = 256;

    // linux/pkt_cls.h
    private const ushort ActionsAttribute = 2;
    private const ushort FirstAction = 1;
    private const ushort ActionKind = 1, ActionOptions = 2, ActionStatistics = 4, ActionCookie = 6;

    // linux/tc_act/tc_sample.h
    private const ushort Parameters = 2, RateAttribute = 3, TruncationAttribute = 4, GroupAttribute = 5;

    // linux/gen_stats.h: struct gnet_stats_basic { u64 bytes; u32 packets; }, and 64 bits of packets.
    private const ushort BasicStatistics = 1, Packets64 = 8;
    private const int BasicPacketsOffset = sizeof(ulong);

    // TC_ACT_UNSPEC, «continue»: filters of others come after ours as if it were not there.
    private const int Continue = -1;

    /// <summary>The mark, where the filter is ours or that of another process of this program.</summary>
    public SamplerMark? Mark { get; private init; }

    /// <summary>What the action samples with; 0 where the filter does not sample.</summary>
    public uint Rate { get; private init; }

    /// <inheritdoc cref="Rate"/>
    public uint Group { get; private init; }

    /// <inheritdoc cref="Rate"/>
    public uint Truncation { get; private init; }

    /// <summary>Packets that came to the action, sampled or not.</summary>
    public ulong Packets { get; private init; }

    /// <summary>Writes what stands behind the netlink header of a request for a new filter.</summary>
    /// <returns>Octets written.</returns>
    public static int Write(Span<byte> request, TrafficControlHeader header, SamplingRequest sampling, SamplerMark mark)
    {
        var writer = new NetlinkAttributeWriter(request);
        writer.WriteRaw(in header);
        writer.Write(TrafficControlHeader.KindAttribute, MatchAll);
        int options = writer.Begin(TrafficControlHeader.OptionsAttribute);
        int actions = writer.Begin(ActionsAttribute);
        int first = writer.Begin(FirstAction);
        writer.Write(ActionKind, Sample);
        int action = writer.Begin(ActionOptions);
        writer.Write(Parameters, MemoryMarshal.AsBytes((ReadOnlySpan<int>)[0, 0, Continue, 0, 0]));
        writer.Write(RateAttribute, sampling.Rate);
        writer.Write(TruncationAttribute, sampling.Truncation);
        writer.Write(GroupAttribute, sampling.Group);
        writer.End(action);
        Span<byte> cookie = stackalloc byte[SamplerMark.Size];
        mark.Write(cookie);
        writer.Write(ActionCookie, cookie);
        writer.End(first);
        writer.End(actions);
        writer.End(options);
        return writer.Length;
    }

    /// <summary>Reads an RTM_NEWTFILTER message.</summary>
    /// <param name="body">What stands behind the netlink header.</param>
    /// <returns><see langword="null"/> where it is too short or has no kind.</returns>
    public static SampleFilter? Read(ReadOnlySpan<byte> body)
    {
        if (!MemoryMarshal.TryRead(body, out TrafficControlHeader header)) return null;
        string? kind = null;
        ReadOnlySpan<byte> options = default;
        for (NetlinkAttributes attributes = new(body[TrafficControlHeader.Size..]); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> value);)
        {
            if (type == TrafficControlHeader.KindAttribute) kind = Text(value);
            else if (type == TrafficControlHeader.OptionsAttribute) options = value;
        }

        if (kind is null) return null;
        var filter = new SampleFilter(header, kind);
        if (kind != MatchAll) return filter;
        for (NetlinkAttributes attributes = new(options); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> value);)
        {
            if (type == ActionsAttribute) filter = ReadActions(value, filter);
        }

        return filter;
    }

    private static SampleFilter ReadActions(ReadOnlySpan<byte> octets, SampleFilter filter)
    {
        for (NetlinkAttributes each = new(octets); each.TryRead(out _, out ReadOnlySpan<byte> action);)
        {
            for (NetlinkAttributes attributes = new(action); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> value);)
            {
                switch (type)
                {
                    case ActionOptions: filter = ReadSample(value, filter); break;
                    case ActionStatistics: filter = filter with { Packets = ReadPackets(value) }; break;
                    case ActionCookie when SamplerMark.TryRead(value, out SamplerMark mark): filter = filter with { Mark = mark }; break;
                }
            }
        }

        return filter;
    }

    private static SampleFilter ReadSample(ReadOnlySpan<byte> octets, SampleFilter filter)
    {
        for (NetlinkAttributes attributes = new(octets); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> value);)
        {
            if (!MemoryMarshal.TryRead(value, out uint number)) continue;
            filter = type switch
            {
                RateAttribute => filter with { Rate = number },
                TruncationAttribute => filter with { Truncation = number },
                GroupAttribute => filter with { Group = number },
                _ => filter,
            };
        }

        return filter;
    }

    private static ulong ReadPackets(ReadOnlySpan<byte> octets)
    {
        ulong packets = 0;
        for (NetlinkAttributes attributes = new(octets); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> value);)
        {
            // The wide count is told beside the narrow one where that is not enough, and comes later.
            if (type == BasicStatistics && value.Length >= BasicPacketsOffset + sizeof(uint)) packets = MemoryMarshal.Read<uint>(value[BasicPacketsOffset..]);
            else if (type == Packets64 && MemoryMarshal.TryRead(value, out ulong wide)) packets = wide;
        }

        return packets;
    }

    private static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value.TrimEnd((byte)0));
}
