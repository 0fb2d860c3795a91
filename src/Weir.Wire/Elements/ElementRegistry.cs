namespace Weir.Wire.Elements;

/// <summary>
/// The information elements known by name: IANA's registry (generated into ElementRegistry.g.cs from the snapshot in
/// eng/iana) and, for each of them, its reverse for biflows (RFC 5103 section 6.1); and Weir's own.
/// </summary>
public static class ElementRegistry
{
    /// <summary>Enterprise number under which the reverse of every IANA element is known (RFC 5103 section 6.1).</summary>
    public const uint ReversePen = 29305;

    private static readonly InformationElement?[] ById = Index(IanaElements.All);
    private static readonly InformationElement?[] ReverseById = Index(IanaElements.All.Select(Reverse));

    /// <summary>All of IANA's elements in the order of their numbers.</summary>
    public static IReadOnlyList<InformationElement> All => IanaElements.All;

    /// <summary>The element of that number, or <see langword="null"/> where the registry has none.</summary>
    public static InformationElement? Find(ushort id, uint enterpriseNumber = 0)
    {
        if (enterpriseNumber == WeirElements.Pen) return WeirElements.Find(id);
        InformationElement?[]? index = enterpriseNumber switch { 0 => ById, ReversePen => ReverseById, _ => null };
        return index is not null && id < index.Length ? index[id] : null;
    }

    private static InformationElement Reverse(InformationElement forward) => forward with
    {
        EnterpriseNumber = ReversePen,
        Name = "reverse" + char.ToUpperInvariant(forward.Name[0]) + forward.Name[1..],
    };

    private static InformationElement?[] Index(IEnumerable<InformationElement> elements)
    {
        var index = new InformationElement?[512];
        foreach (InformationElement element in elements)
        {
            if (element.Id >= index.Length) Array.Resize(ref index, element.Id + 1);
            index[element.Id] = element;
        }

        return index;
    }
}
