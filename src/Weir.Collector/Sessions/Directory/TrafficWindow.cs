namespace Weir.Collector.Sessions.Directory;

/// <summary>What came in the last minute, in slots of five seconds by the time of receipt. For one thread.</summary>
public sealed class TrafficWindow
{
    /// <summary>Seconds that a rate is taken over.</summary>
    public const int Seconds = 60;

    private const long SlotNs = 5_000_000_000;
    private const int Slots = 12;

    private readonly Slot[] _slots = new Slot[Slots];

    /// <summary>Adds what came at a time.</summary>
    /// <param name="timeNs">When it was received: nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="traffic">What came.</param>
    public void Add(long timeNs, in Traffic traffic) => Add(new Slot(timeNs / SlotNs, traffic));

    /// <summary>Adds what another window holds.</summary>
    public void Add(TrafficWindow other)
    {
        foreach (ref readonly Slot slot in other._slots.AsSpan()) Add(slot);
    }

    /// <summary>What came in the minute that ends with the slot of a time.</summary>
    public Traffic UpTo(long timeNs)
    {
        long last = timeNs / SlotNs;
        Traffic sum = default;
        foreach (ref readonly Slot slot in _slots.AsSpan())
        {
            if (slot.Number <= last && slot.Number > last - Slots) sum += slot.Traffic;
        }

        return sum;
    }

    private void Add(in Slot added)
    {
        ref Slot slot = ref _slots[(int)((ulong)added.Number % Slots)];
        if (slot.Number == added.Number) slot.Traffic += added.Traffic;
        else if (slot.Number < added.Number) slot = added;
    }

    private record struct Slot(long Number, Traffic Traffic);
}
