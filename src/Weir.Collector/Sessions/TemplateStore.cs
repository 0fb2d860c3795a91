using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions;

/// <summary>The templates in force in one session, by id. Templates and options templates share the ids (RFC 7011 section 3.4.1).</summary>
public sealed class TemplateStore(SessionOptions options, SharedBudget budget, bool acceptWithdrawals, TemplateShapes shapes)
{
    private readonly Dictionary<ushort, StoredTemplate> _byId = [];

    /// <summary>How many are in force.</summary>
    public int Count => _byId.Count;

    /// <summary>Those of them that are of options.</summary>
    public int OptionsCount { get; private set; }

    /// <summary>All of them, in no order.</summary>
    public Dictionary<ushort, StoredTemplate>.ValueCollection All => _byId.Values;

    /// <summary>The shape of the template of that id, or <see langword="null"/>.</summary>
    public TemplateShape? Find(ushort templateId) => _byId.TryGetValue(templateId, out StoredTemplate template) ? template.Shape : null;

    /// <summary>
    /// Puts a template record in force. One that is the same as before changes nothing and allocates nothing; a different one
    /// replaces the former at once and whole. One that is refused leaves the former in force.
    /// </summary>
    public DecodeStatus Apply(in RawTemplate raw, out TemplateChange change)
    {
        change = TemplateChange.None;
        if (raw.IsWithdrawal)
        {
            change = Withdraw(raw);
            return DecodeStatus.Ok;
        }

        TemplateShape? former = Find(raw.TemplateId);
        if (former is not null && former.IsOf(raw)) return DecodeStatus.Ok;

        change = TemplateChange.Refused;
        if (former is null && _byId.Count >= options.MaxTemplatesPerSession) return DecodeStatus.TooManyTemplates;
        if (shapes.Of(raw) is not { } shape) return DecodeStatus.ZeroLengthTemplate;
        if (!budget.TryTake(shape.Charge - (former?.Charge ?? 0))) return DecodeStatus.TooManyTemplates;

        if (former is { IsOptions: true }) OptionsCount--;
        if (shape.IsOptions) OptionsCount++;
        _byId[raw.TemplateId] = new(raw.TemplateId, shape, 0);
        change = former is null ? TemplateChange.Added : TemplateChange.Replaced;
        return DecodeStatus.Ok;
    }

    /// <summary>Remembers when the template of that id was told, where there is one: nanoseconds since 1970-01-01 UTC.</summary>
    internal void Tell(ushort templateId, long toldNs)
    {
        ref StoredTemplate template = ref CollectionsMarshal.GetValueRefOrNullRef(_byId, templateId);
        if (!Unsafe.IsNullRef(ref template)) template = template with { ToldNs = toldNs };
    }

    /// <summary>Forgets all templates.</summary>
    public void Clear()
    {
        foreach (StoredTemplate template in _byId.Values) budget.Return(template.Shape.Charge);
        _byId.Clear();
        OptionsCount = 0;
    }

    private TemplateChange Withdraw(in RawTemplate raw)
    {
        if (!acceptWithdrawals) return TemplateChange.Ignored;
        if (!raw.IsWithdrawalOfAll)
        {
            Remove(raw.TemplateId, raw.IsOptions);
            return TemplateChange.Withdrawn;
        }

        foreach ((ushort id, StoredTemplate _) in _byId) Remove(id, raw.IsOptions);
        return TemplateChange.Withdrawn;
    }

    // Removing while enumerating is allowed by Dictionary.
    private void Remove(ushort id, bool isOptions)
    {
        if (!_byId.TryGetValue(id, out StoredTemplate template) || template.Shape.IsOptions != isOptions) return;
        _byId.Remove(id);
        if (isOptions) OptionsCount--;
        budget.Return(template.Shape.Charge);
    }
}
