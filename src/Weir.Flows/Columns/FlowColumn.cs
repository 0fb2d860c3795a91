using Weir.Flows.Batches;
using Weir.Wire.Primitives;

namespace Weir.Flows.Columns;

/// <summary>One row of the table of columns: all that the product knows about a column stands here and nowhere else.</summary>
public abstract class FlowColumn
{
    private protected FlowColumn(int ordinal, string name, LogicalType type, string description)
    {
        Ordinal = ordinal;
        Name = name;
        Type = type;
        Description = description;
    }

    /// <summary>Place in <see cref="FlowColumns.All"/> and in a batch.</summary>
    public int Ordinal { get; }

    /// <summary>snake_case name in JSON, SQL, the query language and the archive.</summary>
    public string Name { get; }

    /// <summary>What its values are.</summary>
    public LogicalType Type { get; }

    /// <summary>One line for people, with the unit.</summary>
    public string Description { get; }

    /// <summary>What a query does with it.</summary>
    public required ColumnRole Role { get; init; }

    /// <summary>Elements that feed it, preferred first; the first one that fits is also what it is exported as.</summary>
    public required ElementBinding[] Elements { get; init; }

    /// <summary>What no value means, in words.</summary>
    public required string NullMeaning { get; init; }

    /// <summary>Words of the filter language that name it beside its own name: <c>src ip</c>, <c>proto</c>.</summary>
    public required string? FilterWords { get; init; }

    /// <summary>Octets of a value in a batch: 1, 2, 4, 8 or 16.</summary>
    public int Width => Type switch
    {
        LogicalType.UInt8 => 1,
        LogicalType.UInt16 => 2,
        LogicalType.UInt32 => 4,
        LogicalType.Address => 16,
        _ => 8,
    };

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A column whose values have the .NET type <typeparamref name="T"/> in a batch.</summary>
/// <typeparam name="T"><see cref="byte"/>, <see cref="ushort"/>, <see cref="uint"/>, <see cref="ulong"/>, <see cref="long"/> (time),
/// <see cref="IpAddress"/>, <see cref="MacAddress"/> or <see cref="BatchText"/>.</typeparam>
public sealed class FlowColumn<T> : FlowColumn
    where T : unmanaged
{
    internal FlowColumn(int ordinal, string name, string description)
        : base(ordinal, name, TypeOf(), description)
    {
    }

    private static LogicalType TypeOf() => default(T) switch
    {
        byte => LogicalType.UInt8,
        ushort => LogicalType.UInt16,
        uint => LogicalType.UInt32,
        ulong => LogicalType.UInt64,
        long => LogicalType.Time,
        IpAddress => LogicalType.Address,
        MacAddress => LogicalType.Mac,
        BatchText => LogicalType.Text,
        _ => throw new NotSupportedException($"no logical type is held as {typeof(T)}"),
    };
}
