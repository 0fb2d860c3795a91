using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Collector.Sessions.Sampling;

/// <summary>
/// The sampling rates that one exporter told in options records, for all of its observation domains. A rate that is told again changes
/// nothing and allocates nothing. For one thread.
/// </summary>
public sealed class SamplingTable(SharedBudget budget)
{
    private readonly Dictionary<SamplerKey, Sampler> _samplers = [];

    // So that what is asked of one domain does not cost the rates of all: an exporter may have as many domains as it likes.
    private readonly Dictionary<uint, List<SamplerKey>> _byDomain = [];
    private (uint Domain, uint Rate, bool IsAmbiguous)? _exporterWide;
    private int _interfaces;

    /// <summary>Rates known.</summary>
    public int Count => _samplers.Count;

    /// <summary>Whether any rate is of an interface.</summary>
    public bool HasInterfaces => _interfaces > 0;

    /// <summary>Sessions that share the table.</summary>
    internal int Sessions { get; set; }

    /// <summary>The rate of a key; 0 where none was told.</summary>
    public uint Find(SamplerKey key) => _samplers.TryGetValue(key, out Sampler sampler) ? sampler.Rate : 0;

    /// <summary>
    /// The rate of a domain that told none, by what another domain told of the whole exporter; 0 where none did or two did
    /// differently.
    /// </summary>
    public uint ExporterWide => _exporterWide is { IsAmbiguous: false } told ? told.Rate : 0;

    /// <summary>The records kept of a domain's rates.</summary>
    internal IEnumerable<KeptRecord> Kept(uint domain) =>
        Of(domain).Select(key => _samplers[key]).Where(static sampler => sampler.Record.Length > 0).Select(static sampler => new KeptRecord(sampler.TemplateId, sampler.Record));

    /// <summary>Takes a rate. Returns <see langword="false"/> where it is new and there is no room for it.</summary>
    /// <param name="told">What was told.</param>
    /// <param name="templateId">The options template it was told by.</param>
    /// <param name="record">The record, to be kept; empty where it is not to be.</param>
    internal bool TryTell(in ToldRate told, ushort templateId, ReadOnlySpan<byte> record)
    {
        if (told.IsExporterWide) TellExporterWide(told.Key.ObservationDomainId, told.Rate);
        ref Sampler known = ref CollectionsMarshal.GetValueRefOrNullRef(_samplers, told.Key);
        if (!Unsafe.IsNullRef(ref known))
        {
            bool isSame = known.Rate == told.Rate && known.TemplateId == templateId && record.SequenceEqual(known.Record);
            if (!isSame) known = new(told.Rate, templateId, record.ToArray());
            return true;
        }

        if (!budget.TryTake(1)) return false;
        _samplers.Add(told.Key, new(told.Rate, templateId, record.ToArray()));
        (CollectionsMarshal.GetValueRefOrAddDefault(_byDomain, told.Key.ObservationDomainId, out _) ??= []).Add(told.Key);
        if (told.Key.Kind == SamplerKind.Interface) _interfaces++;
        return true;
    }

    /// <summary>Forgets the records told by a template that is no more: nobody could read them. Their rates still hold.</summary>
    internal void ForgetRecords(uint domain, ushort templateId)
    {
        foreach (SamplerKey key in Of(domain))
        {
            ref Sampler sampler = ref CollectionsMarshal.GetValueRefOrNullRef(_samplers, key);
            if (sampler.TemplateId == templateId) sampler = sampler with { Record = [] };
        }
    }

    /// <summary>Forgets all of a domain.</summary>
    internal void Forget(uint domain)
    {
        foreach (SamplerKey key in Of(domain))
        {
            _samplers.Remove(key);
            if (key.Kind == SamplerKind.Interface) _interfaces--;
            budget.Return(1);
        }

        _byDomain.Remove(domain);
        if (_exporterWide?.Domain == domain) _exporterWide = null;
    }

    /// <summary>Gives back what is shared: rates told of domains that have no session, too.</summary>
    internal void Clear()
    {
        budget.Return(_samplers.Count);
        _samplers.Clear();
        _byDomain.Clear();
        (_interfaces, _exporterWide) = (0, null);
    }

    private List<SamplerKey> Of(uint domain) => _byDomain.GetValueOrDefault(domain) ?? [];

    private void TellExporterWide(uint domain, uint rate)
    {
        if (_exporterWide is { } told && told.Domain != domain) _exporterWide = told with { IsAmbiguous = told.IsAmbiguous || told.Rate != rate };
        else _exporterWide = (domain, rate, _exporterWide is { IsAmbiguous: true });
    }
}
