namespace Weir.Query.Sql;

/// <summary>SQL with its parameters: <c>$1</c> in the text is the first of them. No value stands in the text.</summary>
public sealed record SqlStatement(string Text, IReadOnlyList<SqlValue> Parameters);
