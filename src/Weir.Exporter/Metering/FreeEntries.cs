using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Weir.Exporter.Metering;

/// <summary>
/// Numbers of entries that hold no flow: first those that held one, the last freed first as it may still be cached, then
/// those never used, in order.
/// </summary>
internal sealed unsafe class FreeEntries : IDisposable
{
    private readonly FlowEntry* _entries;
    private readonly int _capacity;
    private readonly NativePages _pages;
    private readonly uint* _freed;
    private int _freedCount;

    public FreeEntries(FlowEntry* entries, int capacity)
    {
        _entries = entries;
        _capacity = capacity;
        _pages = new NativePages((nuint)capacity * sizeof(uint));
        _freed = (uint*)_pages.Address;
    }

    /// <summary>The highest number ever given.</summary>
    public uint Used { get; private set; }

    public void Dispose() => _pages.Dispose();

    /// <summary>Asks for the memory of the entry that will be given <paramref name="ahead"/> takings from now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int ahead)
    {
        if (!Sse.IsSupported) return;
        int at = _freedCount - 1 - ahead;
        FlowEntry* entry = _entries + (at >= 0 ? _freed[at] : Used - (uint)at);
        Sse.Prefetch0(entry);
        Sse.Prefetch0((byte*)entry + FlowEntry.SecondLine);
    }

    /// <summary>A free entry's number, 0 where there is none.</summary>
    public uint Take() => _freedCount > 0 ? _freed[--_freedCount] : Used < _capacity ? ++Used : 0;

    public void Give(uint number) => _freed[_freedCount++] = number;

    /// <summary>Makes all entries free.</summary>
    public void Clear()
    {
        Used = 0;
        _freedCount = 0;
    }
}
