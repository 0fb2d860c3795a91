using Weir.App.Commands;
using Weir.Flows.Columns;
using Weir.Query.Syntax;

namespace Weir.App.Composition;

/// <summary>Columns as users list them: names with commas between.</summary>
internal static class ColumnNames
{
    /// <summary>Reads a list; a name that is none is told with the one that was probably meant.</summary>
    public static IReadOnlyList<FlowColumn> Read(string text, string option)
    {
        var columns = new List<FlowColumn>();
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            columns.Add(FlowColumns.Find(name) ?? throw new UsageException(
                $"{option}: unknown column '{name}'{Suggestion.For(name, FlowColumns.All.Select(column => column.Name))}; 'weir fields' lists them"));
        }

        return columns;
    }
}
