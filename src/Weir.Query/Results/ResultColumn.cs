using Weir.Flows.Columns;

namespace Weir.Query.Results;

/// <summary>A column of an answer.</summary>
/// <param name="Name">The column's name, or <c>bytes</c>, <c>packets</c>, <c>flows</c> for sums.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Column">The column whose values it gives; <see langword="null"/> for sums.</param>
public sealed record ResultColumn(string Name, LogicalType Type, FlowColumn? Column = null);
