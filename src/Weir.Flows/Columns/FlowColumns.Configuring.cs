using Weir.Flows.Batches;
using Weir.Wire.Primitives;

namespace Weir.Flows.Columns;

/// <content>Columns of a user's own, until batches are laid out. The fields stand with the rows, for they are made in order.</content>
public static partial class FlowColumns
{
    /// <summary>The columns that were configured.</summary>
    public static IReadOnlyList<ColumnDefinition> Configured
    {
        get
        {
            lock (Gate) return [.. Definitions];
        }
    }

    /// <summary>
    /// Adds columns of a user's own; those that are there already stay as they are. To be done before the first batch is made, for batches
    /// are laid out once (docs/adr/0012-columns-by-configuration.md).
    /// </summary>
    /// <exception cref="ArgumentException">A name cannot be one, or means something else already, or there are too many: the message is one line.</exception>
    /// <exception cref="InvalidOperationException">There are batches, and a column is new.</exception>
    public static void Configure(IEnumerable<ColumnDefinition> definitions)
    {
        lock (Gate)
        {
            var added = new List<ColumnDefinition>();
            foreach (ColumnDefinition definition in definitions)
            {
                if (Definitions.Concat(added).FirstOrDefault(one => one.Name == definition.Name) is { } there)
                {
                    if (there != definition) throw new ArgumentException($"column {there} is configured, and cannot be {definition.ElementText} {definition.TypeName} as well");
                    continue;
                }

                if (ColumnDefinition.ProblemOf(definition.Name) is { } problem) throw new ArgumentException(problem);
                added.Add(definition);
            }

            if (added.Count == 0) return;
            if (Definitions.Count + added.Count > ColumnDefinition.Most) throw new ArgumentException($"{Definitions.Count + added.Count} columns are configured; {ColumnDefinition.Most} are the most");
            if (_isLaidOut) throw new InvalidOperationException($"column {added[0]} is new, and takes effect when the program starts anew");
            FlowColumn[] rows = [.. added.Select(Row)];
            Definitions.AddRange(added);
            _table = new([.. All, .. rows], [.. Rows]);
        }
    }

    /// <summary>Whether a column has that name without anybody's configuration.</summary>
    internal static bool IsBuiltIn(string name) => Array.Exists(BuiltIn, column => column.Name == name) || ReverseOnly.Any(column => column.Name == name);

    /// <summary>The columns that batches are laid out for, by ordinal; from now on there are no others.</summary>
    internal static IReadOnlyList<FlowColumn> LayOut()
    {
        lock (Gate)
        {
            _isLaidOut = true;
            return WithReverse;
        }
    }

    private static FlowColumn Row(ColumnDefinition definition)
    {
        ElementBinding[] elements = [definition.Element];
        return definition.Type switch
        {
            LogicalType.UInt8 => Row<byte>(definition.Name, definition.Description, elements),
            LogicalType.UInt16 => Row<ushort>(definition.Name, definition.Description, elements),
            LogicalType.UInt32 => Row<uint>(definition.Name, definition.Description, elements),
            LogicalType.UInt64 => Row<ulong>(definition.Name, definition.Description, elements),
            LogicalType.Text => Row<BatchText>(definition.Name, definition.Description, elements),
            LogicalType.Address => Row<IpAddress>(definition.Name, definition.Description, elements),
            LogicalType.Mac => Row<MacAddress>(definition.Name, definition.Description, elements),
            _ => throw new ArgumentException($"column {definition.Name} cannot be of type {definition.Type}"),
        };
    }
}
