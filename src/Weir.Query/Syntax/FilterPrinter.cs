using System.Text;

namespace Weir.Query.Syntax;

/// <summary>Writes a tree as text that parses to the same tree.</summary>
internal static class FilterPrinter
{
    internal static string Print(FilterNode node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return text.ToString();
    }

    /// <summary>The operator as it is written.</summary>
    internal static string Symbol(TermOperator op) => op switch
    {
        TermOperator.Equal => "=",
        TermOperator.NotEqual => "!=",
        TermOperator.Less => "<",
        TermOperator.LessOrEqual => "<=",
        TermOperator.Greater => ">",
        TermOperator.GreaterOrEqual => ">=",
        TermOperator.In => "in",
        TermOperator.Like => "like",
        TermOperator.Matches => "~",
        _ => "",
    };

    private static void Write(StringBuilder text, FilterNode node)
    {
        switch (node)
        {
            case AndNode and:
                // Chains lean to the left: only a right operand of the same kind needs its parentheses back.
                Operand(text, and.Left, and.Left is OrNode);
                text.Append(" and ");
                Operand(text, and.Right, and.Right is OrNode or AndNode);
                break;
            case OrNode or:
                Operand(text, or.Left, false);
                text.Append(" or ");
                Operand(text, or.Right, or.Right is OrNode);
                break;
            case NotNode not:
                text.Append("not ");
                Operand(text, not.Operand, not.Operand is OrNode or AndNode);
                break;
            case WordNode word:
                text.Append(word.Word);
                break;
            case TermNode term:
                Term(text, term);
                break;
            case CompareNode compare:
                text.Append(compare.Left).Append(' ').Append(Symbol(compare.Operator)).Append(' ').Append(compare.Right);
                break;
            case SavedNode saved:
                text.Append('@').Append(saved.Name);
                break;
            default:
                text.Append("any");
                break;
        }
    }

    private static void Operand(StringBuilder text, FilterNode node, bool parenthesized)
    {
        if (parenthesized) text.Append('(');
        Write(text, node);
        if (parenthesized) text.Append(')');
    }

    private static void Term(StringBuilder text, TermNode term)
    {
        text.Append(term.Field).Append(' ');
        if (term.Operator == TermOperator.In)
        {
            text.Append("in [").AppendJoin(", ", term.Values.Values.Select(Value)).Append(']');
            return;
        }

        if (term.Operator != TermOperator.Is) text.Append(Symbol(term.Operator)).Append(' ');
        text.Append(Value(term.Values.Values[0]));
    }

    private static string Value(ValueText value)
    {
        if (!value.IsQuoted) return value.Text;
        // What stood in one kind of quote has none of that kind within.
        char quote = value.Text.Contains('"') ? '\'' : '"';
        return $"{quote}{value.Text}{quote}";
    }
}
