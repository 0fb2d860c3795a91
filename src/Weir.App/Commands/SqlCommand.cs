using System.CommandLine;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Commands;

/// <summary><c>weir sql</c>: one SELECT over the archive.</summary>
internal static class SqlCommand
{
    private const int DefaultCount = 1000;

    /// <summary>A question that people wait for; what takes longer is asked with its own limit.</summary>
    private const double DefaultTimeout = 60;

    /// <param name="archive">The archive where none is said.</param>
    public static Command Create(string? archive = null)
    {
        var where = new ArchiveQuestion(new(archive), "Records received", DefaultTimeout);
        var count = new Option<int>("--number", "-n") { Description = "Rows at most", DefaultValueFactory = _ => DefaultCount };
        var text = new Argument<string[]>("select") { Description = "One SELECT of DuckDB's SQL; of views 'flows', 'counters' and 'exporters', with weir_ip(hi, lo), weir_mac(bits), weir_time(ns)", Arity = ArgumentArity.OneOrMore };
        var command = new Command("sql", "Answer a SELECT over the archive; nothing else can be read, and nothing is written") { text, count };
        where.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            int limit = line.GetValue(count);
            if (limit is < 1 or > QueryPlanner.MaxRows) throw new UsageException($"{count.Name} {limit}: want 1 to {QueryPlanner.MaxRows}");
            string sql = string.Join(' ', line.GetRequiredValue(text));
            // One row more tells that there are more.
            QueryResult result = where.Ask(line, (reader, until) => reader.Sql(sql, where.Range(line), limit + 1, until), cancellation);
            bool isCut = result.Rows.Count > limit;
            Report report = QueryReport.Of(result with { Rows = [.. result.Rows.Take(limit)] });
            ReportWriter.Write(report with { Footnote = isCut ? $"the first {limit} rows; {count.Name} gives more" : null }, where.Format(line), Console.Out);
            if (isCut && where.Format(line) != OutputFormat.Table) Console.Error.WriteLine($"weir: the first {limit} rows; {count.Name} gives more");
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
