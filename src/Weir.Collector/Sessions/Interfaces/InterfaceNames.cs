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
    private long _refused;

    /// <summary>Whether any has a name.</summary>
    public bool HasAny => _told.Count > 0 || before is { Count: > 0 };

    /// <summary>Names told since the table was made, by ifIndex.</summary>
    public IEnumerable<KeyValuePair<uint, InterfaceName>> Told => _told.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value.Name));

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
        _told.Values.Where(told => told.Record.Octets.Length > 0 && told.Teller == teller).Select(static told => told.Record);

    /// <summary>Takes a name. Empty texts leave what is known.</summary>
    /// <param name="index">ifIndex; 0 is none.</param>
    /// <param name="name">Its name, as it came.</param>
    /// <param name="description">Its description, as it came.</param>
    /// <param name="teller">Who told it.</param>
    /// <param name="templateId">The options template it was told by.</param>
    /// <param name="record">The record, to be kept; empty where it is not to be.</param>
    internal void Tell(uint index, ReadOnlySpan<byte> name, ReadOnlySpan<byte> description, SessionKey teller, ushort templateId = 0, ReadOnlySpan<byte> record = default)
    {
        if (index == 0) return;
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

        _told[index] = new(told, size, teller, new(templateId, record.ToArray()));
    }

    /// <summary>Forgets the records told by a template of a session that is no more: nobody could read them. Their names still hold.</summary>
    internal void ForgetRecords(SessionKey teller, ushort templateId) => ForgetRecords(told => told.Teller == teller && told.Record.TemplateId == templateId);

    /// <summary>Forgets the records that a session told. Their names still hold.</summary>
    internal void ForgetRecords(SessionKey teller) => ForgetRecords(told => told.Teller == teller);

    /// <summary>Gives back what is shared.</summary>
    internal void Clear()
    {
        foreach (ToldInterface told in _told.Values) budget.Return(told.Size);
        _told.Clear();
    }

    private void ForgetRecords(Func<ToldInterface, bool> isGone)
    {
        foreach (uint index in _told.Keys)
        {
            ref ToldInterface told = ref CollectionsMarshal.GetValueRefOrNullRef(_told, index);
            if (told.Record.Octets.Length == 0 || !isGone(told)) continue;
            budget.Return(told.Record.Octets.Length);
            told = told with { Size = told.Size - told.Record.Octets.Length, Record = new(told.Record.TemplateId, []) };
        }
    }
}
