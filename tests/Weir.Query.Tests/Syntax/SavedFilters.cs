using Weir.Query.Syntax;

namespace Weir.Query.Tests.Syntax;

/// <summary>Saved filters that stand in a test.</summary>
internal sealed class SavedFilters(Dictionary<string, string> filters) : IFilterLibrary
{
    public IEnumerable<string> Names => filters.Keys;

    public string? Find(string name) => filters.GetValueOrDefault(name);
}
