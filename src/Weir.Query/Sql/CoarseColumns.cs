using System.Globalization;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Wire.Primitives;

namespace Weir.Query.Sql;

/// <summary>
/// Records as people may see them who are not to know whose they are: addresses by their prefixes, MAC addresses by their makers, and no names of programs, containers or people.
/// The records are made so before a question sees them, so that no filter, order or count finds what no column shows.
/// </summary>
public static class CoarseColumns
{
    /// <summary>Bits of an IPv4 address that are left: the network that most sites are cut into.</summary>
    public const int V4Bits = 24;

    /// <summary>Bits of an IPv6 address that are left: what a site is given (RFC 6177).</summary>
    public const int V6Bits = 48;

    // The organisation's part (IEEE 802: OUI), of 48 bits.
    private const ulong Maker = 0xFFFF_FF00_0000;

    // What classification names is no person, and no country is; every other text may be one, a tag of a single address too, and those that users configure may be anything.
    private static readonly FlowColumn[] PlainTexts = [FlowColumns.ApplicationName, FlowColumns.SrcCountry, FlowColumns.DstCountry];

    private static readonly FlowColumn[] HiddenNumbers = [FlowColumns.ProcessId];

    /// <summary>Whether nothing of a column is shown.</summary>
    public static bool Hides(FlowColumn column) =>
        (column.Type == LogicalType.Text && !PlainTexts.Contains(column)) || HiddenNumbers.Contains(column) || FlowColumns.Configured.Any(one => one.Name == column.Name);

    /// <summary>An address without what tells hosts of a network apart.</summary>
    public static IpAddress Of(IpAddress address) => address.IsV4
        ? IpAddress.FromV4(address.V4Bits & (uint.MaxValue << (32 - V4Bits)))
        : new IpAddress(address.High & (ulong.MaxValue << (64 - V6Bits)), 0);

    /// <summary>A relation of all columns, made coarse.</summary>
    /// <param name="relation">Its name.</param>
    public static string Select(string relation) => $"SELECT * REPLACE ({string.Join(", ", FlowColumns.All.SelectMany(Replaced))}) FROM {relation}";

    private static IEnumerable<string> Replaced(FlowColumn column)
    {
        IReadOnlyList<StoredColumn> stored = DuckDbDialect.Stored(column);
        if (Hides(column)) return stored.Select(static one => $"NULL::{one.SqlType} AS {one.Name}");
        return column.Type switch
        {
            LogicalType.Address => DimensionRenderer.Expressions(new PrefixDimension((FlowColumn<IpAddress>)column, V4Bits, V6Bits)).Zip(stored, static (expression, one) => $"{expression} AS {one.Name}"),
            LogicalType.Mac => [string.Create(CultureInfo.InvariantCulture, $"{stored[0].Name} & {Maker}::UBIGINT AS {stored[0].Name}")],
            _ => [],
        };
    }
}
