namespace Weir.Flows.Columns;

/// <summary>What a query does with a column.</summary>
public enum ColumnRole : byte
{
    /// <summary>Grouped by and filtered on.</summary>
    Dimension,

    /// <summary>Summed.</summary>
    Measure,
}
