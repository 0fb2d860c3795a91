using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Collector.Sessions.Applications;

/// <summary>
/// What the exporter of one session calls its applications, as options records told it. A name that is told again changes nothing and allocates
/// nothing. For one thread.
/// </summary>
/// <param name="most">Applications of the session.</param>
/// <param name="budget">Octets of the records that told them.</param>
public sealed class ApplicationNames(int most, SharedBudget budget)
{
    /// <summary>Octets of a record that is believed; what devices send has some 80 to 180.</summary>
    internal const int MaxRecord = 512;

    private readonly Dictionary<ApplicationKey, KnownApplication> _known = [];

    /// <summary>Applications that have a name.</summary>
    public int Count => _known.Count;

    /// <summary>The records that told them.</summary>
    internal IEnumerable<KeptRecord> Kept => _known.Values.Select(static known => known.Record).Where(static record => record.Octets.Length > 0);

    /// <summary>The name of an application in UTF-8; empty where none was told.</summary>
    internal ReadOnlySpan<byte> Find(ApplicationKey key) => _known.TryGetValue(key, out KnownApplication known) ? known.Name : default;

    /// <summary>Takes a name. Returns <see langword="false"/> where there is no room for it.</summary>
    /// <param name="key">Whose name.</param>
    /// <param name="name">The name in UTF-8, not empty.</param>
    /// <param name="templateId">The options template it was told by.</param>
    /// <param name="record">The record.</param>
    /// <param name="keep">Whether the record is kept.</param>
    internal bool TryTell(ApplicationKey key, ReadOnlySpan<byte> name, ushort templateId, ReadOnlySpan<byte> record, bool keep)
    {
        ReadOnlySpan<byte> kept = keep ? record : default;
        ref KnownApplication known = ref CollectionsMarshal.GetValueRefOrNullRef(_known, key);
        if (!Unsafe.IsNullRef(ref known))
        {
            if (known.Record.TemplateId == templateId && name.SequenceEqual(known.Name) && kept.SequenceEqual(known.Record.Octets)) return true;
            if (record.Length > MaxRecord || !budget.TryTake(record.Length - known.Size)) return false;
            known = new(name.ToArray(), record.Length, new(templateId, kept.ToArray()));
            return true;
        }

        if (_known.Count >= most || record.Length > MaxRecord || !budget.TryTake(record.Length)) return false;
        _known.Add(key, new(name.ToArray(), record.Length, new(templateId, kept.ToArray())));
        return true;
    }

    /// <summary>Forgets the records told by a template that is no more: nobody could read them. Their names still hold.</summary>
    internal void ForgetRecords(ushort templateId)
    {
        foreach (ApplicationKey key in _known.Keys)
        {
            ref KnownApplication known = ref CollectionsMarshal.GetValueRefOrNullRef(_known, key);
            if (known.Record.TemplateId == templateId) known = known with { Record = new(templateId, []) };
        }
    }

    /// <summary>Forgets all.</summary>
    internal void Clear()
    {
        foreach (KnownApplication known in _known.Values) budget.Return(known.Size);
        _known.Clear();
    }
}
