using Weir.Flows.Columns;
using Weir.Query.Results;
using Weir.Query.Syntax;

namespace Weir.Query.Planning;

/// <summary>
/// What records are grouped by, or a value that is shown of each: a column, the prefix of an address, a measure worked out of a record,
/// a bucket of time. <see cref="DimensionText"/> reads and names them.
/// </summary>
public abstract record Dimension
{
    /// <summary>As people write it; also the column's name in answers: <c>src_addr</c>, <c>src_addr/24</c>, <c>time/5m</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What its values are.</summary>
    public abstract ResultType Type { get; }

    /// <summary>A column as it is.</summary>
    public static implicit operator Dimension(FlowColumn column) => new ColumnDimension(column);

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}

/// <summary>The value of a column.</summary>
public sealed record ColumnDimension(FlowColumn Column) : Dimension
{
    /// <inheritdoc/>
    public override string Name => Column.Name;

    /// <inheritdoc/>
    public override ResultType Type => ResultColumn.TypeOf(Column.Type);
}

/// <summary>The prefix that an address lies in.</summary>
/// <param name="Column">A column of addresses.</param>
/// <param name="V4Bits">Length for IPv4: 0 to 32.</param>
/// <param name="V6Bits">Length for IPv6: 0 to 128.</param>
public sealed record PrefixDimension(FlowColumn<Wire.Primitives.IpAddress> Column, int V4Bits, int V6Bits) : Dimension
{
    /// <summary>IPv6 addresses are grouped by the prefix of a link where nothing is said (RFC 4291 section 2.5.4).</summary>
    public const int DefaultV6Bits = 64;

    /// <inheritdoc/>
    public override string Name => V6Bits == DefaultV6Bits ? $"{Column.Name}/{V4Bits}" : $"{Column.Name}/{V4Bits}/{V6Bits}";

    /// <inheritdoc/>
    public override ResultType Type => ResultType.Prefix;
}

/// <summary>A measure of a single record that no column holds.</summary>
public sealed record DerivedDimension(DerivedMeasure Measure) : Dimension
{
    /// <inheritdoc/>
    public override string Name => DerivedName.Of(Measure);

    /// <inheritdoc/>
    public override ResultType Type => Measure == DerivedMeasure.Duration ? ResultType.Duration : ResultType.Real;
}

/// <summary>The bucket of time that a flow ended in: the bucket's begin. Buckets are counted from 1970-01-01 UTC.</summary>
/// <param name="Nanoseconds">Width, at least a second.</param>
public sealed record TimeDimension(long Nanoseconds) : Dimension
{
    /// <inheritdoc/>
    public override string Name => $"{DimensionText.TimeWord}/{TimeSpanText.Format(Nanoseconds)}";

    /// <inheritdoc/>
    public override ResultType Type => ResultType.Time;
}
