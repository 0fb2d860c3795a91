namespace Weir.Query.Syntax;

/// <summary>Filters that were saved under names, for <c>@name</c>.</summary>
public interface IFilterLibrary
{
    /// <summary>The names there are, for completion.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>The text saved under a name, or <see langword="null"/>.</summary>
    string? Find(string name);
}
