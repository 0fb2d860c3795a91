using System.Runtime.InteropServices;
using Weir.Collector.Sessions.Interfaces;
using Weir.Wire.Primitives;

namespace Weir.Collector.Sessions.Directory;

/// <summary>The interfaces of one exporter, whichever of its protocols and domains named them.</summary>
internal sealed class KnownInterfaces(IpAddress exporter, int most, SharedBudget budget)
{
    private readonly Dictionary<uint, Known> _byIndex = [];

    public int Count => _byIndex.Count;

    /// <summary>What they are called, by ifIndex: a table that is never changed, only replaced.</summary>
    public IReadOnlyDictionary<uint, InterfaceName> Names { get; private set; } = new Dictionary<uint, InterfaceName>();

    public IEnumerable<InterfaceLine> Lines =>
        _byIndex.OrderBy(static pair => pair.Key).Select(pair => new InterfaceLine(exporter, pair.Value.Traffic, pair.Value.Name, pair.Value.FirstHeardNs, pair.Value.LastHeardNs));

    /// <summary>Takes what the records of a segment told. Returns how many interfaces there was no room for.</summary>
    public int Learn(ExporterSession session)
    {
        int refused = 0;
        foreach (InterfaceTraffic traffic in session.Tally.Interfaces.All)
        {
            if (!TryHear(traffic.Index, session.LastHeardNs))
            {
                refused++;
                continue;
            }

            ref InterfaceTraffic sum = ref CollectionsMarshal.GetValueRefOrNullRef(_byIndex, traffic.Index).Traffic;
            sum.InRecords += traffic.InRecords;
            sum.InOctets += traffic.InOctets;
            sum.OutRecords += traffic.OutRecords;
            sum.OutOctets += traffic.OutOctets;
        }

        return refused;
    }

    /// <summary>Takes the names that a segment told: once for an exporter, as all its sessions share them. Returns how many interfaces there was no room for.</summary>
    public int Learn(InterfaceNames names)
    {
        int refused = 0;
        bool isNew = false;
        foreach ((uint index, InterfaceName name) in names.Told)
        {
            if (!TryHear(index, names.LastToldNs))
            {
                refused++;
                continue;
            }

            ref InterfaceName known = ref CollectionsMarshal.GetValueRefOrNullRef(_byIndex, index).Name;
            if (known.IsSame(name)) continue;
            known = name;
            isNew = true;
        }

        if (isNew) Names = _byIndex.Where(static pair => pair.Value.Name.Size > 0).ToDictionary(static pair => pair.Key, static pair => pair.Value.Name);
        return refused;
    }

    public void Clear()
    {
        budget.Return(_byIndex.Count);
        _byIndex.Clear();
    }

    private bool TryHear(uint index, long heardNs)
    {
        if (!_byIndex.ContainsKey(index) && (_byIndex.Count == most || !budget.TryTake(1))) return false;
        ref Known known = ref CollectionsMarshal.GetValueRefOrAddDefault(_byIndex, index, out bool isKnown);
        if (!isKnown)
        {
            known.Traffic.Index = index;
            known.Name = InterfaceName.None;
            known.FirstHeardNs = heardNs;
        }

        known.LastHeardNs = Math.Max(known.LastHeardNs, heardNs);
        return true;
    }

    private struct Known
    {
        public InterfaceTraffic Traffic;
        public InterfaceName Name;
        public long FirstHeardNs, LastHeardNs;
    }
}
