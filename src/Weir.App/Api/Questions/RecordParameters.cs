using Weir.App.Api.Hosting;
using Weir.App.Commands;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Syntax;

namespace Weir.App.Api.Questions;

/// <summary>Which records: the parameters of every question.</summary>
/// <param name="clock">The clock of <c>-1h</c>.</param>
internal sealed class RecordParameters(TimeProvider clock)
{
    private static readonly ApiParameter Since = new("since", "Flows that ended at or after: 2026-11-20T08:00:00Z, today, -1h");
    private static readonly ApiParameter Until = new("until", "Flows that ended before");
    private static readonly ApiParameter Matching = new("filter", "Which flows: src net 10.0.0.0/8 and dst port 443");

    public static IReadOnlyList<ApiParameter> All { get; } = [Since, Until, Matching];

    /// <exception cref="UsageException">A time is none.</exception>
    public TimeRange Range(ApiCall call) => new(Time(call, Since), Time(call, Until));

    /// <exception cref="Query.Syntax.FilterException">The filter is wrong.</exception>
    public static Predicate Filter(ApiCall call) => DuplicateFilter.WithoutDuplicates(FilterBinder.Bind(call.Text(Matching.Name) ?? "", Library(call)));

    /// <summary>The saved filters that a caller may use: they may name hosts, so that a viewer has none.</summary>
    public static IFilterLibrary? Library(ApiCall call) => call.Caller.IsSanitised ? null : Composition.SavedFilters.OfUser;

    /// <summary>What a question is planned as.</summary>
    /// <exception cref="UsageException">It cannot be answered.</exception>
    public static T Planned<T>(Func<T> plan) => Composition.RecordChoice.Planned(plan);

    private long? Time(ApiCall call, ApiParameter parameter)
    {
        if (call.Text(parameter.Name) is not { } text) return null;
        try
        {
            return TimeExpression.Parse(text, clock);
        }
        catch (FormatException wrong)
        {
            throw new UsageException($"{parameter.Name}: {wrong.Message}");
        }
    }
}
