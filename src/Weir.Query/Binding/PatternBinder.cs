using System.Text;
using System.Text.RegularExpressions;
using Weir.Flows.Columns;
using Weir.Query.Syntax;

namespace Weir.Query.Binding;

/// <summary>Binds <c>like</c> and <c>~</c>.</summary>
internal static class PatternBinder
{
    // Neither engine goes back: a pattern costs no more than the text is long, whoever wrote it.
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <exception cref="FilterException">The pattern is none, or too long.</exception>
    internal static PatternPredicate Bind(FlowColumn column, TermNode term)
    {
        ValueText value = term.Values.Values[0];
        if (value.Text.Length > FilterLimits.MaxPattern) throw new FilterException($"a pattern at column {value.Span.Column} of {value.Text.Length} characters; {FilterLimits.MaxPattern} are read", value.Span);
        bool isRegex = term.Operator == TermOperator.Matches;
        try
        {
            return new(column, value.Text, isRegex, isRegex ? new(value.Text, Options) : new(Like(value.Text), Options | RegexOptions.Singleline));
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            throw new FilterException($"the pattern at column {value.Span.Column} is no regular expression: {wrong.Message.ReplaceLineEndings(" ")}", value.Span);
        }
    }

    private static string Like(string pattern)
    {
        var regex = new StringBuilder(@"\A");
        foreach (char letter in pattern) regex.Append(letter switch { '%' => ".*", '_' => "(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|.)", _ => Regex.Escape(letter.ToString()) });
        return regex.Append(@"\z").ToString();
    }
}
