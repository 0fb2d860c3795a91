using System.Runtime.CompilerServices;
using Weir.Wire.Primitives;

namespace Weir.Flows.Interfaces;

/// <summary>The counters of one interface, or of a device, as they were told at one moment.</summary>
public struct CounterRecord
{
    private CounterValues _values;
    private ulong _known;

    /// <summary>When they were received: nanoseconds since 1970-01-01 UTC.</summary>
    public long TimeReceivedNs;

    /// <summary>Who told them; in sFlow the agent.</summary>
    public IpAddress Exporter;

    /// <summary>Observation domain, source id or sub agent.</summary>
    public uint ObservationDomainId;

    /// <summary>ifIndex; <see langword="null"/> for the whole device.</summary>
    public uint? Interface;

    /// <summary>Whether nothing is known.</summary>
    public readonly bool IsEmpty => _known == 0;

    /// <summary>Tells a counter.</summary>
    public void Set(CounterColumn column, ulong value)
    {
        _values[(int)column] = value;
        _known |= 1UL << (int)column;
    }

    /// <summary>A counter; <see langword="false"/> where it was not told.</summary>
    public readonly bool TryGet(CounterColumn column, out ulong value)
    {
        value = _values[(int)column];
        return (_known >> (int)column & 1) != 0;
    }

    [InlineArray(CounterColumns.Count)]
    private struct CounterValues
    {
        private ulong _first;
    }
}
