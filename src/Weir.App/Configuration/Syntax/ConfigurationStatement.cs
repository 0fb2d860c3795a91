namespace Weir.App.Configuration.Syntax;

/// <summary>A statement: <c>name value, value;</c> or <c>name value { … }</c>.</summary>
/// <param name="Name">Its first word.</param>
/// <param name="Values">The words after it.</param>
/// <param name="Block">What stands in its braces; <see langword="null"/> where it has none.</param>
internal sealed record ConfigurationStatement(
    ConfigurationToken Name, IReadOnlyList<ConfigurationToken> Values, IReadOnlyList<ConfigurationStatement>? Block);
