using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Collector.Sessions.Interfaces;

/// <summary>
/// What one exporter calls its interfaces, whichever of its protocols and domains told it. A name that is told again changes nothing and allocates
/// nothing. Bounded. For one thread.
/// </summary>
/// <param name="before">What was told in segments before.</param>
/// <param name="most">Interfaces of the exporter.</param>
/// <param name="budget">Octets of names and of the records that told them.</param>
public sealed class InterfaceNames(IReadOnlyDictionary<uint, InterfaceName>? before, int most, SharedBudget budget)
{
    /// <summary>Octets of a record that is kept: two texts of the longest, and what identifies the interface.</summary>
    private const int MaxRecord = 1024;

    private readonly Dictionary<uint, ToldInterface> _told = [];

    // By whom, so that what is asked of one session does not cost the names of all: an exporter may have as many domains as it likes.
    private readonly Dictionary<SessionKey, HashSet<uint>> _recordsByTeller = [];
    private long _refused;

    /// <summary>Whether any has a name.</summary>
    public bool HasAny => _told.Count > 0 || before is { Count: > 0 };

    /// <summary>Names told since the table was made, by ifIndex.</summary>
    public IEnumerable<KeyValuePair<uint, InterfaceName>> Told => _told.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value.Name));

    /// <summary>How many those are.</summary>
    internal int ToldCount => _told.Count;

    /// <summary>When a name was last told: nanoseconds since 1970-01-01 UTC.</summary>
    internal long LastToldNs { get; private set; }

    /// <summary>Sessions that share the names.</summary>
    internal int Sessions { get; set; }

    /// <summary>Names that there was no place for, since the last call.</summary>
    internal long TakeRefused()
    {
        long refused = _refused;
        _refused = 0;
        return refused;
    }

    /// <summary>The name of an interface; <see langword="null"/> where none was told.</summary>
    public InterfaceName? Find(uint index) => _told.TryGetValue(index, out ToldInterface told) ? told.Name : before?.GetValueOrDefault(index);

    /// <summary>The records kept of what a session told.</summary>
    internal IEnumerable<KeptRecord> Kept(SessionKey teller) =>
        _recordsByTeller.TryGetValue(teller, out HashSet<uint>? indexes) ? indexes.Select(index => _told[index].Record) : [];

    /// <summary>Takes a name. Empty texts leave what is known.</summary>
    /// <param name="index">ifIndex; 0 is none.</param>
    /// <param name="name">Its name, as it came.</param>
    /// <param name="description">Its description, as it came.</param>
    /// <param name="session">Who told it, in its last message.</param>
    /// <param name="templateId">The options template it was told by.</param>
    /// <param name="record">The record, to be kept; empty where it is not to be.</param>
    internal void Tell(uint index, ReadOnlySpan<byte> name, ReadOnlySpan<byte> description, ExporterSession session, ushort templateId = 0, ReadOnlySpan<byte> record = default)
    {
        if (index == 0) return;
        SessionKey teller = session.Key;
        LastToldNs = Math.Max(LastToldNs, session.LastHeardNs);
        if (record.Length > MaxRecord) record = default;
        ref ToldInterface known = ref CollectionsMarshal.GetValueRefOrNullRef(_told, index);
        bool isKnown = !Unsafe.IsNullRef(ref known);
        InterfaceName told = (isKnown ? known.Name : before?.GetValueOrDefault(index) ?? InterfaceName.None).With(name, description);
        if (isKnown && ReferenceEquals(told, known.Name) && known.Teller == teller && known.Record.TemplateId == templateId && record.SequenceEqual(known.Record.Octets)) return;
        if (told.Size == 0) return;
        int size = told.Size + record.Length;
        if ((!isKnown && _told.Count >= most) || !budget.TryTake(isKnown ? size - known.Size : size))
        {
            _refused++;
            return;
        }

        if (isKnown) ForgetTeller(index, known);
        _told[index] = new(told, size, teller, new(templateId, record.ToArray()));
        if (!record.IsEmpty) (CollectionsMarshal.GetValueRefOrAddDefault(_recordsByTeller, teller, out _) ??= []).Add(index);
    }

    /// <summary>Forgets the records told by a template of a session that is no more: nobody could read them. Their names still hold.</summary>
    internal void ForgetRecords(SessionKey teller, ushort templateId)
    {
        if (!_recordsByTeller.TryGetValue(teller, out HashSet<uint>? indexes)) return;
        foreach (uint index in indexes.Where(index => _told[index].Record.TemplateId == templateId).ToArray()) ForgetRecord(index);
    }

    /// <summary>Forgets the records that a session told. Their names still hold.</summary>
    internal void ForgetRecords(SessionKey teller)
    {
        if (!_recordsByTeller.TryGetValue(teller, out HashSet<uint>? indexes)) return;
        foreach (uint index in indexes.ToArray()) ForgetRecord(index);
    }

    /// <summary>Gives back what is shared.</summary>
    internal void Clear()
    {
        foreach (ToldInterface told in _told.Values) budget.Return(told.Size);
        _told.Clear();
        _recordsByTeller.Clear();
    }

    private void ForgetRecord(uint index)
    {
        ref ToldInterface told = ref CollectionsMarshal.GetValueRefOrNullRef(_told, index);
        ForgetTeller(index, told);
        budget.Return(told.Record.Octets.Length);
        told = told with { Size = told.Size - told.Record.Octets.Length, Record = new(told.Record.TemplateId, []) };
    }

    private void ForgetTeller(uint index, in ToldInterface told)
    {
        if (told.Record.Octets.Length == 0 || !_recordsByTeller.TryGetValue(told.Teller, out HashSet<uint>? indexes)) return;
        indexes.Remove(index);
        if (indexes.Count == 0) _recordsByTeller.Remove(told.Teller);
    }
}
