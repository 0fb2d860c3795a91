using System.Globalization;
using Weir.Wire.Elements;

namespace Weir.Flows.Columns;

/// <summary>A column that somebody adds for an element of a vendor: what <see cref="FlowColumns.Configure"/> makes a row of the table of.</summary>
/// <param name="Name">snake_case name.</param>
/// <param name="Element">The element that feeds it.</param>
/// <param name="Type">What its values are; one of <see cref="Types"/>.</param>
public sealed record ColumnDefinition(string Name, ElementBinding Element, LogicalType Type)
{
    /// <summary>The most of them: a batch holds up to 32 KiB for each.</summary>
    public const int Most = 64;

    private const int MaxNameLength = 59; // with the suffix of an address half 63, the longest name other SQL databases take

    /// <summary>The types there can be, by the names RFC 7012 section 3.1 has for them where it has any.</summary>
    public static IReadOnlyDictionary<string, LogicalType> Types { get; } = new Dictionary<string, LogicalType>(StringComparer.Ordinal)
    {
        ["unsigned8"] = LogicalType.UInt8,
        ["unsigned16"] = LogicalType.UInt16,
        ["unsigned32"] = LogicalType.UInt32,
        ["unsigned64"] = LogicalType.UInt64,
        ["string"] = LogicalType.Text,
        ["address"] = LogicalType.Address,
        ["mac"] = LogicalType.Mac,
    };

    /// <summary>The type's name.</summary>
    public string TypeName => Types.First(type => type.Value == Type).Key;

    /// <summary>The element as people write it: <c>35632/118</c>, or the number alone of one without enterprise.</summary>
    public string ElementText => Element.EnterpriseNumber == 0
        ? Element.ElementId.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Element.EnterpriseNumber}/{Element.ElementId}");

    /// <summary>
    /// Reads an element: ENTERPRISE/NUMBER, or a number alone, which is IANA's or, above 32767, one that a NetFlow v9 vendor gave itself.
    /// </summary>
    public static bool TryParseElement(string text, out ElementBinding element)
    {
        element = default;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        uint enterprise = 0;
        if (slash >= 0 && (!uint.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out enterprise) || enterprise == 0)) return false;
        if (!ushort.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) || number == 0) return false;
        if (enterprise > 0 && number > short.MaxValue) return false;
        element = new(number, enterprise);
        return true;
    }

    /// <summary>What is wrong with a name, <see langword="null"/>: nothing. It stands in SQL as it is, here and in other programs.</summary>
    public static string? ProblemOf(string name)
    {
        if (name.Length is 0 or > MaxNameLength || !char.IsAsciiLetterLower(name[0]) || !name.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'))
            return $"'{name}' is no name of a column: want a letter, then letters, digits and _, all small, {MaxNameLength} at most";
        if (ReservedWords.Contains(name)) return $"'{name}' is a word of SQL and no name of a column";
        return FlowColumns.IsBuiltIn(name) ? $"there is a column '{name}' already" : null;
    }

    /// <summary>A line for people: <c>app_id = 35632/118 string</c>.</summary>
    public override string ToString() => $"{Name} = {ElementText} {TypeName}";

    /// <summary>What a description says of the element.</summary>
    internal string Description => ElementRegistry.Find(Element.ElementId, Element.EnterpriseNumber) is { } known
        ? $"{known.Name}, a column by configuration"
        : $"element {ElementText}, a column by configuration";
}
