namespace Weir.App.Configuration;

/// <summary>All that is wrong with a configuration, up to as many problems as a person reads.</summary>
internal sealed class ProblemList
{
    /// <summary>More than this are not kept: who sees a hundred fixes some and asks again.</summary>
    public const int Most = 100;

    private readonly List<ConfigurationProblem> _problems = [];

    public bool IsEmpty => _problems.Count == 0;

    /// <summary>Whether no more are kept.</summary>
    public bool IsFull => _problems.Count >= Most;

    public void Add(SettingOrigin origin, string message)
    {
        if (!IsFull) _problems.Add(new(origin, message));
    }

    /// <summary>In the order of the text.</summary>
    public IReadOnlyList<ConfigurationProblem> InOrder() =>
        [.. _problems.OrderBy(problem => problem.Origin.Position is null).ThenBy(problem => problem.Origin.Position).ThenBy(problem => problem.Origin.Source, StringComparer.Ordinal)];
}
