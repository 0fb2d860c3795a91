using System.CommandLine;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Commands;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.App.Remote;
using Weir.Storage;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/report/VERB</c>: what a verb of the command line prints, in each of its formats; <c>weir VERB --server</c> asks it. The parameters are the verb's options.</summary>
internal static class ReportEndpoints
{
    private const string Format = "format", Count = "number", Explain = "explain";

    /// <summary>As many rows as the other questions give: an answer is made whole before it is sent.</summary>
    private const int MaxRows = 10_000;

    private static readonly (string Verb, Role Role, Func<QuestionPlace, Command> Create)[] Verbs =
    [
        ("top", Role.Viewer, TopCommand.Create),
        ("series", Role.Viewer, SeriesCommand.Create),
        ("flows", Role.Viewer, FlowsCommand.Create),
        ("pairs", Role.Viewer, PairsCommand.Create),
        ("matrix", Role.Viewer, MatrixCommand.Create),
        ("count", Role.Viewer, CountCommand.Create),
        ("percentile", Role.Viewer, PercentileCommand.Create),
        ("counters", Role.Analyst, CountersCommand.Create),
        ("exporters", Role.Analyst, ExportersCommand.Create),
    ];

    public static IEnumerable<ApiEndpoint> Create(EndpointServices services)
    {
        foreach ((string verb, Role role, Func<QuestionPlace, Command> create) in Verbs)
        {
            // Made once for its options; the one that answers has the reader that it is lent.
            Command described = create(new(""));
            ApiParameter[] parameters = [.. ReportParameters.Of(described).Select(static option => new ApiParameter(ReportParameters.NameOf(option), option.Description ?? ""))];
            if (described.Arguments.Count > 0) parameters = [.. parameters, new(ReportParameters.Filter, described.Arguments[0].Description ?? "")];
            yield return new(
                $"{ApiEndpoint.Version}/report/{verb}",
                role,
                $"What weir {verb} prints: {described.Description}",
                parameters,
                call => AnswerAsync(services, call, verb, create, parameters))
            { ContentType = "text/plain" };
        }
    }

    private static async Task AnswerAsync(EndpointServices services, ApiCall call, string verb, Func<QuestionPlace, Command> create, ApiParameter[] parameters)
    {
        string? Said(string name) => parameters.Any(parameter => parameter.Name == name) ? call.Text(name) : null;
        if (Said(Explain) is not null && call.Caller.IsSanitised) throw new AccessException(StatusCodes.Status403Forbidden, "how a question is answered shows the files: that is an analyst's");
        if (Said(Count) is { } count && (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int rows) || rows is < 1 or > MaxRows)) throw new UsageException($"number '{count}': want 1 to {MaxRows}");
        string[] line = ReportParameters.ToLine(
            verb,
            parameters.Where(parameter => parameter.Name != ReportParameters.Filter && call.Text(parameter.Name) is not null).Select(parameter => (parameter.Name, call.Text(parameter.Name)!)),
            Said(ReportParameters.Filter));
        string text = await services.Desk.AskAsync(call, (reader, stop) => Print(create(new(services.Source.Archive()) { Reader = reader, Stop = stop }), line));
        await call.WriteTextAsync(text, TypeOf(Said(Format)));
    }

    private static string Print(Command command, string[] line)
    {
        ParseResult parsed = new RootCommand { command }.Parse(line, WeirCommand.Parsing);
        if (parsed.Errors.Count > 0) throw new UsageException(parsed.Errors[0].Message.ReplaceLineEndings(" ").TrimEnd('.'));
        using var printed = new StringWriter();
        int code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = printed });
        return code == ExitCode.Ok ? printed.ToString() : throw new RunException(string.Create(CultureInfo.InvariantCulture, $"weir {line[0]} ended with {code}"));
    }

    private static string TypeOf(string? format) => format switch
    {
        "json" => "application/json",
        "ndjson" => "application/x-ndjson",
        "csv" => "text/csv; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };
}
