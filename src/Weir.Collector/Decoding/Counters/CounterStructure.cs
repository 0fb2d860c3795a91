using System.Buffers.Binary;
using Weir.Flows.Interfaces;
using Weir.Wire.SFlow;
using static Weir.Flows.Interfaces.CounterColumn;

namespace Weir.Collector.Decoding.Counters;

/// <summary>
/// The records of sFlow counter samples that are archived (sFlow v5 section 5.3): if_counters, ethernet_counters and processor. Each is a row of
/// numbers of 32 or 64 bits; all ones are how an agent says that it does not know.
/// </summary>
internal static class CounterStructure
{
    /// <summary>Octets of the ifIndex that if_counters begins with.</summary>
    private const int IndexSize = 4;

    private static readonly (CounterColumn Column, int Octets)[] Interface =
    [
        (IfType, 4), (IfSpeed, 8), (IfDirection, 4), (IfStatus, 4), (InOctets, 8), (InUnicast, 4), (InMulticast, 4), (InBroadcast, 4), (InDiscards, 4), (InErrors, 4),
        (InUnknownProtocols, 4), (OutOctets, 8), (OutUnicast, 4), (OutMulticast, 4), (OutBroadcast, 4), (OutDiscards, 4), (OutErrors, 4), (IfPromiscuous, 4),
    ];

    private static readonly (CounterColumn Column, int Octets)[] Ethernet =
    [
        (AlignmentErrors, 4), (FcsErrors, 4), (SingleCollisions, 4), (MultipleCollisions, 4), (SqeTestErrors, 4), (DeferredTransmissions, 4), (LateCollisions, 4),
        (ExcessiveCollisions, 4), (InternalTransmitErrors, 4), (CarrierSenseErrors, 4), (FramesTooLong, 4), (InternalReceiveErrors, 4), (SymbolErrors, 4),
    ];

    private static readonly (CounterColumn Column, int Octets)[] Processor = [(Cpu5s, 4), (Cpu1m, 4), (Cpu5m, 4), (MemoryTotal, 8), (MemoryFree, 8)];

    /// <summary>Takes what a record tells. What it does not have room for is not known; other records are passed over.</summary>
    public static void Read(in SFlowStructure record, ref CounterRecord counters)
    {
        switch (record.Format)
        {
            case SFlowFormats.InterfaceCounters when record.Content.Length >= IndexSize:
                counters.Interface = BinaryPrimitives.ReadUInt32BigEndian(record.Content);
                Read(Interface, record.Content[IndexSize..], ref counters);
                break;
            case SFlowFormats.EthernetCounters:
                Read(Ethernet, record.Content, ref counters);
                break;
            case SFlowFormats.Processor:
                Read(Processor, record.Content, ref counters);
                break;
        }
    }

    private static void Read((CounterColumn Column, int Octets)[] fields, ReadOnlySpan<byte> content, ref CounterRecord counters)
    {
        foreach ((CounterColumn column, int octets) in fields)
        {
            if (content.Length < octets) return;
            ulong value = octets == sizeof(ulong) ? BinaryPrimitives.ReadUInt64BigEndian(content) : BinaryPrimitives.ReadUInt32BigEndian(content);
            if (value != (octets == sizeof(ulong) ? ulong.MaxValue : uint.MaxValue)) counters.Set(column, value);
            content = content[octets..];
        }
    }
}
