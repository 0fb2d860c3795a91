using System.Text;

namespace Weir.Flows.Interfaces;

/// <summary>The names of <see cref="CounterColumn"/>.</summary>
public static class CounterColumns
{
    /// <summary>How many there are.</summary>
    public const int Count = (int)CounterColumn.MemoryFree + 1;

    /// <summary>The ifIndex; null where a record is of the whole device.</summary>
    public const string Interface = "if_index";

    /// <summary>The names, in the order of the columns: <c>in_octets</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetNames<CounterColumn>().Select(InSnakeCase)];

    private static string InSnakeCase(string words)
    {
        var text = new StringBuilder();
        for (int i = 0; i < words.Length; i++)
        {
            if (i > 0 && char.IsUpper(words[i])) text.Append('_');
            text.Append(char.ToLowerInvariant(words[i]));
        }

        return text.ToString();
    }
}
