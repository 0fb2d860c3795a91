using System.Globalization;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Wire.Primitives;

namespace Weir.Query.Results;

/// <summary>A column of an answer.</summary>
/// <param name="Name">The name of its dimension or measure.</param>
/// <param name="Type">What its values are.</param>
public sealed record ResultColumn(string Name, ResultType Type)
{
    public ResultColumn(Dimension dimension)
        : this(dimension.Name, dimension.Type) => Dimension = dimension;

    public ResultColumn(Measure measure)
        : this(measure.Name, measure.Type) => Measure = measure;

    /// <summary>The dimension whose values it gives, if any.</summary>
    public Dimension? Dimension { get; }

    /// <summary>The measure whose values it gives, if any.</summary>
    public Measure? Measure { get; }

    /// <summary>The column whose values it gives as they are, if any.</summary>
    public FlowColumn? Column => (Dimension as ColumnDimension)?.Column;

    /// <summary>What the values of a column are in an answer.</summary>
    public static ResultType TypeOf(LogicalType type) => type switch
    {
        LogicalType.Address => ResultType.Address,
        LogicalType.Mac => ResultType.Mac,
        LogicalType.Time => ResultType.Time,
        LogicalType.Text => ResultType.Text,
        _ => ResultType.Unsigned,
    };

    /// <summary>A value of a column of prefixes as people write it: <c>10.1.0.0/16</c>.</summary>
    public string PrefixText(IpAddress first) => Dimension is PrefixDimension prefix
        ? string.Create(CultureInfo.InvariantCulture, $"{first}/{(first.IsV4 ? prefix.V4Bits : prefix.V6Bits)}")
        : first.ToString();
}
