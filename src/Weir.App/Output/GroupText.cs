using Weir.Query.Results;

namespace Weir.App.Output;

/// <summary>A group of records as a heading: its values as a table shows them, with commas between.</summary>
internal static class GroupText
{
    /// <summary>What stands for all groups that are not told apart.</summary>
    public const string Others = "other";

    /// <summary>What stands for all records where nothing is grouped.</summary>
    public const string All = "all";

    public static string Of(IReadOnlyList<ResultColumn> dimensions, ResultValue[] group) =>
        string.Join(", ", group.Select((value, index) => ValueText.Of(QueryReport.Value(value, dimensions[index]), QueryReport.Column(dimensions[index]).Kind)));
}
