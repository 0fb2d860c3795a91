using System.Text;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;
using Weir.Storage.Parquet;
using Weir.Wire.Primitives;

namespace Weir.Console.Tests;

/// <summary>
/// A week of records of three exporters: clients of six networks and servers of seven systems, by day more than by night; one exporter
/// samples. Interfaces' counters count a twentieth more than their flows tell. The same at every run.
/// </summary>
public sealed class History
{
    /// <summary>The week, as questions say it; it begins on a Monday.</summary>
    public const string Range = "since=2026-11-09&until=2026-11-16";

    /// <summary>An hour of it.</summary>
    public const string Hour = "since=2026-11-12T14:00:00Z&until=2026-11-12T15:00:00Z";

    private const int Hours = 7 * 24;
    private const int BusiestFlows = 220;
    private const long Second = 1_000_000_000;
    private const long Begin = 1_794_182_400 * Second; // 2026-11-09T00:00:00Z
    private const uint Agents = 0xC6120001; // 198.18.0.1
    private const ulong Gigabit = 1_000_000_000;
    private const int CounterSteps = 12; // an hour

    // Each server's network, its AS, and its port.
    private static readonly (uint Network, uint System, ushort Port, byte Protocol)[] Servers =
    [
        (0xCB007100, 64510, 443, 6), (0xC6336400, 64511, 443, 6), (0xC0000200, 64512, 80, 6), (0x64400100, 64513, 53, 17), (0x64400200, 64514, 443, 17), (0x64410300, 64515, 22, 6), (0x64420400, 64516, 5432, 6),
    ];

    private static readonly byte[][] Offices = [.. Enumerable.Range(1, 6).Select(static i => Encoding.ASCII.GetBytes($"office {i}"))];
    private static readonly byte[][] Countries = ["US"u8.ToArray(), "NL"u8.ToArray(), "DE"u8.ToArray()];

    private readonly Random _random = new(20261109);
    private readonly ulong[,] _counted = new ulong[3 * 4, 2];
    private readonly FlowBatch _batch = new();

    /// <summary>Writes it into a new archive.</summary>
    public static void Write(string directory) => new History().WriteAll(directory);

    private void WriteAll(string directory)
    {
        using ParquetArchive archive = ParquetArchive.Open(directory, new() { SortsRecords = false });
        using IFlowTransaction transaction = archive.Begin("history");
        for (int hour = 0; hour < Hours; hour++)
        {
            // Most at 15:00, a fifth of it at 03:00, half of it at weekends.
            double level = (0.6 - 0.4 * Math.Cos((hour % 24 - 3) / 24.0 * 2 * Math.PI)) * (hour / 24 >= 5 ? 0.5 : 1);
            int flows = (int)(BusiestFlows * level);
            for (int step = 0; step < CounterSteps; step++)
            {
                long from = Begin + (hour * 3600L + step * 300L) * Second;
                for (int i = flows * step / CounterSteps; i < flows * (step + 1) / CounterSteps; i++) Add(from + _random.NextInt64(300) * Second);
                transaction.Write(_batch);
                _batch.Clear();
                TellCounters((ICounterSink)transaction, from + 299 * Second);
            }
        }

        transaction.Commit();
    }

    private void Add(long end)
    {
        // Squares: a few do most.
        int office = (int)(_random.NextDouble() * _random.NextDouble() * 6);
        uint client = 0x0A010001 + ((uint)office << 16) + (uint)(_random.NextDouble() * _random.NextDouble() * 40);
        (uint network, uint system, ushort port, byte protocol) = Servers[(int)(_random.NextDouble() * _random.NextDouble() * Servers.Length)];
        uint server = network + 1 + (uint)(_random.NextDouble() * _random.NextDouble() * 12);
        ushort ephemeral = (ushort)(32_768 + _random.Next(28_000));
        int exporter = office / 2;
        bool isReply = _random.Next(2) == 0;
        ulong octets = (ulong)((isReply ? 90e6 : 14e6) * Math.Pow(1 - _random.NextDouble(), -0.6));
        uint clientSide = (uint)(office % 2) + 1, serverSide = 3;
        int row = _batch.Count++;
        _batch.Set(FlowColumns.TimeReceivedNs, row, end + Second);
        _batch.Set(FlowColumns.TimeFlowEndNs, row, end);
        _batch.Set(FlowColumns.TimeFlowStartNs, row, end - _random.Next(1, 60) * Second);
        _batch.Set(FlowColumns.SamplerAddress, row, IpAddress.FromV4(Agents + (uint)exporter));
        _batch.Set(FlowColumns.SrcAddr, row, IpAddress.FromV4(isReply ? server : client));
        _batch.Set(FlowColumns.DstAddr, row, IpAddress.FromV4(isReply ? client : server));
        _batch.Set(FlowColumns.Etype, row, (ushort)0x800);
        _batch.Set(FlowColumns.SrcPort, row, isReply ? port : ephemeral);
        _batch.Set(FlowColumns.DstPort, row, isReply ? ephemeral : port);
        _batch.Set(FlowColumns.Proto, row, protocol);
        _batch.Set(FlowColumns.SrcAs, row, isReply ? system : 64500u);
        _batch.Set(FlowColumns.DstAs, row, isReply ? 64500u : system);
        // Each office has a tag, and so has one of the servers' networks; where these are is known of all but one.
        _batch.SetText(isReply ? FlowColumns.DstTag : FlowColumns.SrcTag, row, Offices[office]);
        _batch.SetText(isReply ? FlowColumns.DstCountry : FlowColumns.SrcCountry, row, "DE"u8);
        if (system == 64510) _batch.SetText(isReply ? FlowColumns.SrcTag : FlowColumns.DstTag, row, "cloud"u8);
        if (system != 64513) _batch.SetText(isReply ? FlowColumns.SrcCountry : FlowColumns.DstCountry, row, Countries[system % 3]);
        _batch.Set(FlowColumns.InIf, row, isReply ? serverSide : clientSide);
        _batch.Set(FlowColumns.OutIf, row, isReply ? clientSide : serverSide);
        // The third sees a packet of 512, and all say what they do.
        uint rate = exporter == 2 ? 512u : 1u;
        _batch.Set(FlowColumns.SamplingRate, row, rate);
        _batch.Set(FlowColumns.Bytes, row, octets / rate);
        _batch.Set(FlowColumns.Packets, row, octets / 800 / rate + 1);
        if (protocol == 6) _batch.Set(FlowColumns.TcpFlags, row, (byte)0x1b);
        ulong passed = octets / rate * rate * 21 / 20;
        _counted[exporter * 4 + (isReply ? serverSide : clientSide), 0] += passed;
        _counted[exporter * 4 + (isReply ? clientSide : serverSide), 1] += passed;
    }

    private void TellCounters(ICounterSink sink, long time)
    {
        for (uint exporter = 0; exporter < 3; exporter++)
        {
            for (uint index = 1; index <= 3; index++)
            {
                var told = new CounterRecord { TimeReceivedNs = time, Exporter = IpAddress.FromV4(Agents + exporter), Interface = index };
                told.Set(CounterColumn.IfSpeed, index == 3 ? Gigabit : Gigabit / 10);
                told.Set(CounterColumn.InOctets, _counted[exporter * 4 + index, 0]);
                told.Set(CounterColumn.OutOctets, _counted[exporter * 4 + index, 1]);
                sink.Write(told);
            }
        }
    }
}
