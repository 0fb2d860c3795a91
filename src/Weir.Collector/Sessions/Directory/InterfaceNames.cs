namespace Weir.Collector.Sessions.Directory;

/// <summary>The names of the interfaces of one session, as options records told them. Bounded. For one thread.</summary>
public sealed class InterfaceNames
{
    // As DirectoryOptions.MaxInterfacesPerExporter has it.
    private const int Most = 4096;

    private readonly Dictionary<uint, InterfaceName> _byIndex = [];

    /// <summary>All of them, by ifIndex.</summary>
    public IReadOnlyDictionary<uint, InterfaceName> All => _byIndex;

    /// <summary>Names that there was no place for.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes a name. Empty texts leave what is known.</summary>
    internal void Tell(uint index, ReadOnlySpan<byte> name, ReadOnlySpan<byte> description)
    {
        if (index == 0) return;
        bool isKnown = _byIndex.TryGetValue(index, out InterfaceName known);
        if (!isKnown && _byIndex.Count == Most)
        {
            Refused++;
            return;
        }

        string told = InterfaceName.Read(name);
        string more = InterfaceName.Read(description);
        _byIndex[index] = new(told.Length > 0 ? told : known.Name ?? "", more.Length > 0 ? more : known.Description ?? "");
    }
}
