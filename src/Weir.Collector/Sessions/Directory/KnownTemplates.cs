namespace Weir.Collector.Sessions.Directory;

/// <summary>The templates of one session as the directory remembers them.</summary>
internal sealed class KnownTemplates(SharedBudget budget)
{
    private readonly Dictionary<ushort, KnownTemplate> _byId = [];

    public IEnumerable<KnownTemplate> All => _byId.Values;

    public int Count => _byId.Count;

    public int Options => _byId.Values.Count(static template => template.Record.IsOptions);

    /// <summary>Takes the templates that are in force now. Returns how many there was no room for.</summary>
    public int Learn(TemplateStore inForce, long heardNs)
    {
        int refused = 0;
        foreach (StoredTemplate template in inForce.All)
        {
            ushort id = template.TemplateId;
            if (_byId.TryGetValue(id, out KnownTemplate? known) && known.IsSameAs(template.Shape))
            {
                known.LastToldNs = Math.Max(known.LastToldNs, template.ToldNs);
                continue;
            }

            if (!budget.TryTake(template.Shape.RecordSize - (known?.Octets ?? 0)))
            {
                refused++;
                continue;
            }

            _byId[id] = new(template, template.ToldNs != 0 ? template.ToldNs : heardNs);
        }

        if (_byId.Count > inForce.Count) ForgetWithdrawn(inForce);
        return refused;
    }

    public void Clear()
    {
        foreach (KnownTemplate template in _byId.Values) budget.Return(template.Octets);
        _byId.Clear();
    }

    // Removing while enumerating is allowed by Dictionary.
    private void ForgetWithdrawn(TemplateStore inForce)
    {
        foreach ((ushort id, KnownTemplate template) in _byId)
        {
            if (inForce.Find(id) is not null) continue;
            _byId.Remove(id);
            budget.Return(template.Octets);
        }
    }
}
