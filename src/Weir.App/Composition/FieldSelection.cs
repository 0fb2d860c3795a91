using Weir.App.Commands;
using Weir.Exporter.Exporting;
using Weir.Exporter.Metering;
using Weir.Flows.Columns;
using Weir.Query.Syntax;

namespace Weir.App.Composition;

/// <summary>
/// What a collector is sent, as users list it: names of columns, and of groups of them. A group that flows are metered for only when it is
/// asked for asks for it.
/// </summary>
internal static class FieldSelection
{
    public const string Default = "default";
    public const string Mpls = "mpls";
    public const string Biflow = "biflow";
    public const string TcpPerformance = "tcp-performance";
    public const string Processes = "processes";
    public const string Applications = "applications";

    /// <summary>Names of the groups.</summary>
    public static IReadOnlyList<string> Groups { get; } = [Default, Mpls, Biflow, TcpPerformance, Processes, Applications];

    /// <summary>What is known of the host's processes, beside the flow itself: <c>processes</c>.</summary>
    public static IReadOnlyList<FlowColumn> ProcessColumns { get; } =
    [
        FlowColumns.ProcessId, FlowColumns.ProcessName, FlowColumns.ContainerId, FlowColumns.PodId, FlowColumns.PodName, FlowColumns.PodNamespace,
        FlowColumns.PodOwner, FlowColumns.SocketRoundTrip,
    ];

    /// <summary>Every name that can be listed.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Groups, .. FlowColumns.WithReverse.Where(static column => column.Elements.Length > 0).Select(static column => column.Name)];

    /// <summary>Reads a list with commas between, as the command line has it.</summary>
    /// <exception cref="UsageException">A name is none.</exception>
    public static IReadOnlyList<string> Read(string text, string option)
    {
        string[] names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in names)
        {
            if (!Names.Contains(name, StringComparer.Ordinal))
                throw new UsageException($"{option}: unknown field '{name}'{Suggestion.For(name, Names)}; want names of 'weir fields', or {string.Join(", ", Groups)}");
        }

        return names;
    }

    /// <summary>How to meter so that what is listed can be told.</summary>
    public static MeteringOptions Asked(MeteringOptions options, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            FlowColumn? column = Find(name);
            if (name == Biflow || (column is not null && (FlowColumns.ReverseOnly.Contains(column) || column == FlowColumns.BiflowDirection))) options = options with { Biflow = true };
            if (name == TcpPerformance || (column is not null && (ExportTemplate.TcpColumns.Contains(column) || ExportTemplate.ReverseTcpColumns.Contains(column))))
                options = options with { TcpPerformance = true };
            if (name == Applications || (column is not null && ExportTemplate.ApplicationColumns.Contains(column))) options = options with { Applications = options.Applications ?? new() };
        }

        return options;
    }

    /// <summary>The columns of a list, in its order; what is usual where it is empty.</summary>
    /// <param name="names">Checked names.</param>
    /// <param name="options">How flows are metered: the usual columns are those that it gives values to.</param>
    public static IReadOnlyList<FlowColumn> Columns(IReadOnlyList<string> names, MeteringOptions options)
    {
        IEnumerable<FlowColumn> columns = (names.Count == 0 ? [Default] : names).SelectMany(name => name switch
        {
            Default => Usual(options),
            Mpls => ExportTemplate.MplsColumns,
            Biflow => ExportTemplate.BiflowColumns,
            TcpPerformance => Tcp(options),
            Processes => ProcessColumns,
            Applications => ExportTemplate.ApplicationColumns,
            _ => [Find(name)!],
        });
        return [.. columns.Distinct()];
    }

    /// <summary>The column of that name, those of biflows' other direction included.</summary>
    public static FlowColumn? Find(string name) => FlowColumns.WithReverse.FirstOrDefault(column => column.Name == name);

    private static IReadOnlyList<FlowColumn> Usual(MeteringOptions options) =>
    [
        .. ExportTemplate.DefaultColumns,
        .. options.Sampling is null ? [] : (FlowColumn[])[FlowColumns.SamplingRate],
        .. options.Biflow ? ExportTemplate.BiflowColumns : [],
        .. options.TcpPerformance ? Tcp(options) : [],
        .. options.Applications is null ? [] : ExportTemplate.ApplicationColumns,
    ];

    private static IReadOnlyList<FlowColumn> Tcp(MeteringOptions options) =>
        options.Biflow ? [.. ExportTemplate.TcpColumns, .. ExportTemplate.ReverseTcpColumns] : ExportTemplate.TcpColumns;
}
