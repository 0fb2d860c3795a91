using System.CommandLine;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Commands;

/// <summary><c>weir flows</c>: the records themselves.</summary>
internal static class FlowsCommand
{
    private const int DefaultCount = 20;

    /// <summary>What fits a terminal and tells the story of a flow.</summary>
    private static readonly FlowColumn[] Usual =
    [
        FlowColumns.TimeFlowStartNs, FlowColumns.TimeFlowEndNs, FlowColumns.Proto, FlowColumns.SrcAddr, FlowColumns.SrcPort,
        FlowColumns.DstAddr, FlowColumns.DstPort, FlowColumns.TcpFlags, FlowColumns.Packets, FlowColumns.Bytes,
    ];

    public static Command Create()
    {
        var columns = new Option<string?>("--columns", "-c") { Description = "Columns shown, with commas; by itself the usual ones in a table, all elsewhere" };
        var question = new QuestionArguments(DefaultCount);
        var command = new Command("flows", "Show flow records, newest first") { columns };
        question.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            OutputFormat format = question.Format(line);
            QueryResult result = question.Ask(line, () => QueryPlanner.Plan(new FlowsQuery
            {
                Columns = line.GetValue(columns) is { } names ? ColumnNames.Read(names, columns.Name) : format == OutputFormat.Table ? Usual : [],
                Count = question.Count(line),
                Range = question.Range(line),
                Filter = question.Filter(line),
            }), cancellation);
            ReportWriter.Write(Describe(result), format, Console.Out);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    public static Report Describe(QueryResult result) => new([.. result.Columns.Select(QueryReport.Column)], result.Rows.Select(row => QueryReport.Row(result, row)))
    {
        Footnote = $"{result.Rows.Count} of {result.Totals.Flows} records, {ValueText.Of(result.Totals.Packets, ValueKind.Count)} packets, {ValueText.Of(result.Totals.Bytes, ValueKind.Octets)} in all",
    };
}
