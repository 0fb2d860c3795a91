using System.Runtime.InteropServices;
using System.Text;
using Weir.Capture.Interop;

namespace Weir.Capture.Interfaces;

/// <summary>
/// A driver's own counters by the ethtool ioctl: how many (ETHTOOL_GSSET_INFO), their names (ETHTOOL_GSTRINGS), their values
/// (ETHTOOL_GSTATS); linux/ethtool.h.
/// <code>
/// struct ethtool_sset_info: | command 32 | reserved 32 | mask 64 | count 32 …     for each set of the mask
/// struct ethtool_gstrings:  | command 32 | set 32      | count 32 | name 32 × 8 …
/// struct ethtool_stats:     | command 32 | count 32    | value 64 …
/// </code>
/// </summary>
internal sealed unsafe class EthernetStatistics(SocketDescriptor socket)
{
    private const nuint EthtoolRequest = 0x8946;
    private const uint GetSetInfo = 0x37, GetStrings = 0x1B, GetStatistics = 0x1D;
    private const int StatisticsSet = 1;
    private const int NameSize = 16, RequestSize = 40;
    private const int SetInfoSize = 20, SetMaskOffset = 8, SetCountOffset = 16;
    private const int StringsHeader = 12, StringSize = 32;
    private const int StatisticsHeader = 8;

    /// <summary>Counters of a driver at most. 16384: mlx5 with 128 channels tells some 10,000.</summary>
    private const int MaxCounters = 16384;

    // The kernel writes as many values as the driver has at that moment, however many were asked for, and a driver may be told to
    // use more queues in between: room for twice as many and some.
    private const int Slack = 256;

    private readonly Dictionary<string, (int Count, string[] Names)> _names = new(StringComparer.Ordinal);

    /// <summary>Reads all counters of an interface; nothing where its driver has none.</summary>
    /// <param name="name">The interface.</param>
    /// <param name="counters">Takes each name and value.</param>
    public void Read(string name, Action<string, ulong> counters)
    {
        if (socket.IsInvalid || Encoding.UTF8.GetByteCount(name) >= NameSize) return;
        int count = Count(name);
        if (count is <= 0 or > MaxCounters) return;
        if (!_names.TryGetValue(name, out (int Count, string[] Names) known) || known.Count != count)
        {
            if (Names(name, count) is not { } names) return;
            _names[name] = known = (count, names);
        }

        byte[] statistics = new byte[StatisticsHeader + (2 * count + Slack) * sizeof(ulong)];
        MemoryMarshal.Write(statistics, GetStatistics);
        MemoryMarshal.Write(statistics.AsSpan(sizeof(uint)), (uint)count);
        if (!Ask(name, statistics) || MemoryMarshal.Read<uint>(statistics.AsSpan(sizeof(uint))) != count) return;
        for (int i = 0; i < count; i++) counters(known.Names[i], MemoryMarshal.Read<ulong>(statistics.AsSpan(StatisticsHeader + i * sizeof(ulong))));
    }

    private int Count(string name)
    {
        byte[] info = new byte[SetInfoSize];
        MemoryMarshal.Write(info, GetSetInfo);
        MemoryMarshal.Write(info.AsSpan(SetMaskOffset), 1UL << StatisticsSet);
        return Ask(name, info) && MemoryMarshal.Read<ulong>(info.AsSpan(SetMaskOffset)) != 0 ? (int)Math.Min(int.MaxValue, MemoryMarshal.Read<uint>(info.AsSpan(SetCountOffset))) : 0;
    }

    private string[]? Names(string name, int count)
    {
        byte[] strings = new byte[StringsHeader + (2 * count + Slack) * StringSize];
        MemoryMarshal.Write(strings, GetStrings);
        MemoryMarshal.Write(strings.AsSpan(sizeof(uint)), StatisticsSet);
        MemoryMarshal.Write(strings.AsSpan(2 * sizeof(uint)), (uint)count);
        if (!Ask(name, strings) || MemoryMarshal.Read<uint>(strings.AsSpan(2 * sizeof(uint))) != count) return null;
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            ReadOnlySpan<byte> text = strings.AsSpan(StringsHeader + i * StringSize, StringSize);
            int end = text.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
        })];
    }

    private bool Ask(string name, byte[] command)
    {
        byte* request = stackalloc byte[RequestSize];
        new Span<byte>(request, RequestSize).Clear();
        Encoding.UTF8.GetBytes(name, new Span<byte>(request, NameSize));
        fixed (byte* octets = command)
        {
            *(byte**)(request + NameSize) = octets;
            return LibC.IoControl(socket, EthtoolRequest, request) == 0;
        }
    }
}
