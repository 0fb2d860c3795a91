using System.CommandLine;
using System.Globalization;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Commands;

/// <summary><c>weir top</c>: the largest by any columns.</summary>
internal static class TopCommand
{
    private const int DefaultCount = 10;

    /// <param name="archive">The archive where none is said.</param>
    public static Command Create(string? archive = null)
    {
        var by = new Option<string>("--by", "-b")
        {
            Description = "Columns to group by, with commas: src_addr,dst_port",
            DefaultValueFactory = _ => FlowColumns.SrcAddr.Name,
        };
        by.CompletionSources.Add(_ => FlowColumns.All.Where(column => column.Role == ColumnRole.Dimension).Select(column => new System.CommandLine.Completions.CompletionItem(column.Name)));
        Option<TopMeasure> order = Choice.Create("--order", "-o", TopMeasure.Bytes);
        var question = new QuestionArguments(DefaultCount, archive);
        var command = new Command("top", "Show the largest by any columns: talkers, ports, pairs") { by, order };
        question.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            TopMeasure measure = line.GetValue(order);
            QueryResult result = question.Ask(line, () => QueryPlanner.Plan(new TopQuery
            {
                Dimensions = ColumnNames.Read(line.GetRequiredValue(by), by.Name),
                OrderBy = measure,
                Count = question.Count(line),
                Range = question.Range(line),
                Filter = question.Filter(line),
            }), cancellation);
            OutputFormat format = question.Format(line);
            ReportWriter.Write(Describe(result, measure, format), format, Console.Out);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    /// <summary>The answer as a report. People see each row's share and the totals; programs get the columns alone.</summary>
    public static Report Describe(QueryResult result, TopMeasure measure, OutputFormat format)
    {
        ReportColumn[] columns = [.. result.Columns.Select(QueryReport.Column)];
        IEnumerable<object?[]> rows = result.Rows.Select(row => QueryReport.Row(result, row));
        if (format != OutputFormat.Table) return new(columns, rows);

        QueryTotals totals = result.Totals;
        (int shared, ulong all) = measure switch
        {
            TopMeasure.Bytes => (columns.Length - 3, totals.Bytes),
            TopMeasure.Packets => (columns.Length - 2, totals.Packets),
            _ => (columns.Length - 1, totals.Flows),
        };
        string[] footer = new string[columns.Length + 1];
        Array.Fill(footer, "");
        footer[0] = "total";
        footer[^4] = ValueText.Of(totals.Bytes, ValueKind.Octets);
        footer[^3] = ValueText.Of(totals.Packets, ValueKind.Count);
        footer[^2] = ValueText.Of(totals.Flows, ValueKind.Count);
        return new(
            [.. columns, new("share", ValueKind.Share)],
            rows.Select(row => (object?[])[.. row, all == 0 ? null : Convert.ToDouble(row[shared], CultureInfo.InvariantCulture) / all]))
        {
            Totals = footer,
        };
    }
}
