using System.Runtime.InteropServices;
using System.Text;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Primitives;

namespace Weir.Storage.Tests;

/// <summary>Random records: few distinct values so that filters match, extremes among them, and values missing.</summary>
internal sealed class RandomFlows(int seed)
{
    /// <summary>2026-11-20T08:00:00Z.</summary>
    internal const long Start = 1_795_161_600_000_000_000;

    private static readonly ulong[] Numbers = [0, 1, 2, 6, 17, 53, 58, 80, 255, 256, 443, 1024, 65535, 65536, uint.MaxValue, 1UL << 32, ulong.MaxValue];
    private readonly Random _random = new(seed);

    internal static IpAddress[] Addresses { get; } =
    [
        default, IpAddress.FromV4(0), IpAddress.FromV4(0x0A000001), IpAddress.FromV4(0x0AFFFFFF), IpAddress.FromV4(0x0B000000), IpAddress.FromV4(0xC0000201),
        IpAddress.FromV4(uint.MaxValue), new(0, 1), new(0, 0x0001_0000_0000_0000), new(0x20010db800000000, 1), new(0x20010db800000000, ulong.MaxValue),
        new(0x20010db800000001, 0), new(0xfe80000000000000, 5), new(ulong.MaxValue, ulong.MaxValue),
    ];

    internal static string[] Texts { get; } = ["", "dns", "https", "twelve chars", "more than twelve characters", "naïve '\"", "DNS"];

    internal FlowBatch Next(int rows, Func<int, long> timeReceived, double missing = 0.2)
    {
        var batch = new FlowBatch();
        foreach (FlowColumn column in FlowColumns.All)
        {
            if (column == FlowColumns.TimeReceivedNs || _random.Next(12) == 0) continue;
            double absent = _random.Next(3) == 0 ? 0 : missing;
            for (int row = 0; row < rows; row++)
            {
                if (_random.NextDouble() >= absent) Fill(batch, column, row);
            }
        }

        for (int row = 0; row < rows; row++) batch.Set(FlowColumns.TimeReceivedNs, row, timeReceived(row));
        batch.Count = rows;
        return batch;
    }

    private void Fill(FlowBatch batch, FlowColumn column, int row)
    {
        ulong number = Numbers[_random.Next(Numbers.Length)];
        switch (column)
        {
            case FlowColumn<IpAddress> address: batch.Set(address, row, Addresses[_random.Next(Addresses.Length)]); break;
            case FlowColumn<MacAddress> mac: batch.Set(mac, row, new(number & 0xFFFF_FFFF_FFFF)); break;
            case FlowColumn<BatchText> text: batch.SetText(text, row, Encoding.UTF8.GetBytes(Texts[_random.Next(Texts.Length)])); break;
            case FlowColumn<long> time: batch.Set(time, row, _random.Next(20) == 0 ? (number == 0 ? long.MinValue / 4 : long.MaxValue / 4) : Start + _random.Next(-10, 10) * 1_000_000_000L + (_random.Next(3) == 0 ? _random.Next(-2, 3) : 0)); break;
            default: MemoryMarshal.AsBytes(new Span<ulong>(ref number))[..column.Width].CopyTo(batch.Raw(column)[(row * column.Width)..]); batch.SetValid(column, row); break;
        }
    }
}
