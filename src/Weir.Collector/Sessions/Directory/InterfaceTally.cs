namespace Weir.Collector.Sessions.Directory;

/// <summary>
/// The interfaces that the records of one session name, and how much went in and out by each: an open table that is looked up by
/// ifIndex. It grows up to a bound; what has no place then is counted. For one thread.
/// </summary>
public sealed class InterfaceTally
{
    // As DirectoryOptions.MaxInterfacesPerExporter has it, half full.
    private const int MaxPlaces = 8192;
    private const int FirstPlaces = 16;
    private const uint Golden = 0x9E3779B1;

    private InterfaceTraffic[] _places = [];
    private int _shift;
    private int _last;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Records that named one for which there was no place.</summary>
    public long Refused { get; private set; }

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<InterfaceTraffic> All => _places.Where(static place => place.Index != 0);

    /// <summary>Adds records that came in by these interfaces.</summary>
    /// <param name="indexes">The ifIndex of each record; 0 is none.</param>
    /// <param name="octets">Octets of each; empty where they are not known.</param>
    public void AddIn(ReadOnlySpan<uint> indexes, ReadOnlySpan<ulong> octets)
    {
        for (int i = 0; i < indexes.Length; i++)
        {
            int place = Find(indexes[i]);
            if (place < 0) continue;
            ref InterfaceTraffic traffic = ref _places[place];
            traffic.InRecords++;
            if (i < octets.Length) traffic.InOctets += (long)octets[i];
        }
    }

    /// <summary>Adds records that went out by these interfaces.</summary>
    /// <param name="indexes">The ifIndex of each record; 0 is none.</param>
    /// <param name="octets">Octets of each; empty where they are not known.</param>
    public void AddOut(ReadOnlySpan<uint> indexes, ReadOnlySpan<ulong> octets)
    {
        for (int i = 0; i < indexes.Length; i++)
        {
            int place = Find(indexes[i]);
            if (place < 0) continue;
            ref InterfaceTraffic traffic = ref _places[place];
            traffic.OutRecords++;
            if (i < octets.Length) traffic.OutOctets += (long)octets[i];
        }
    }

    // Neighbours in a message mostly came by the same interface.
    private int Find(uint index)
    {
        if (index == 0) return -1;
        if (_last < _places.Length && _places[_last].Index == index) return _last;
        if (_places.Length == 0) Grow(FirstPlaces);
        int place = Search(index);
        if (_places[place].Index == 0)
        {
            if (Count * 2 >= _places.Length)
            {
                if (_places.Length >= MaxPlaces)
                {
                    Refused++;
                    return -1;
                }

                Grow(_places.Length * 2);
                place = Search(index);
            }

            _places[place].Index = index;
            Count++;
        }

        return _last = place;
    }

    private int Search(uint index)
    {
        int place = (int)(index * Golden >> _shift);
        while (_places[place].Index != 0 && _places[place].Index != index) place = (place + 1) & (_places.Length - 1);
        return place;
    }

    private void Grow(int places)
    {
        InterfaceTraffic[] before = _places;
        _places = new InterfaceTraffic[places];
        _shift = 32 - int.Log2(places);
        foreach (InterfaceTraffic traffic in before)
        {
            if (traffic.Index != 0) _places[Search(traffic.Index)] = traffic;
        }
    }
}
