using Weir.App.Configuration;
using Weir.App.Configuration.Syntax;

namespace Weir.App.Tests.Configuration;

/// <summary>The language of braces by itself.</summary>
public sealed class ConfigurationParserTests
{
    [Fact]
    public void Values_come_as_words_strings_and_lists()
    {
        (IReadOnlyList<ConfigurationStatement> statements, string[] problems) = Parse("a b c; d [e f]; g h, i;\nj \"k l\\\"\\\\\\n\"; m { n; } o p { q r; }; # end\n/* s\n t */ u;");

        Assert.Empty(problems);
        Assert.Equal(["a(b,c)", "d(e,f)", "g(h,i)", "j(k l\"\\\n)", "m(){n()}", "o(p){q(r)}", "u()"], statements.Select(Show));
        Assert.Equal(new TextPosition(4, 7), statements[^1].Name.Position);
    }

    [Theory]
    [InlineData("a b", "1:4: want ';' or '{' after 'a', found the end of the file")]
    [InlineData("a b\nc d;", "2:1: want ';' or '{' after 'a', found 'c'")]
    [InlineData("a { b;", "1:3: this '{' of 'a' has no '}'")]
    [InlineData("a; }", "1:4: this '}' closes nothing")]
    [InlineData("a \"b\n;", "1:3: this string has no end on its line: want '\"'")]
    [InlineData("a \"\\x\";", "1:3: '\\x' is no escape: want \\\", \\\\, \\n or \\t")]
    [InlineData("/* a", "1:1: this comment has no end: want '*/'")]
    [InlineData("a [b;", "1:5: want a value or ']', found ';'")]
    [InlineData("a b,;", "1:5: want a value after ',', found ';'")]
    [InlineData("{ a; }", "1:1: want the name of a setting or a section, found '{'")]
    [InlineData("a \u0001;", "1:3: character U+0001 has no place here")]
    public void Errors_say_where_and_what_would_be_right(string text, string expected) =>
        Assert.Equal("weir.conf:" + expected, Parse(text).Problems[0]);

    [Fact]
    public void After_an_error_the_rest_is_read()
    {
        (IReadOnlyList<ConfigurationStatement> statements, string[] problems) = Parse("a [; b c; \"x\" y; d { e ]; f g; } h;");

        Assert.Equal(3, problems.Length);
        Assert.Equal(["b(c)", "d(){e(),f(g)}", "h()"], statements.Select(Show));
    }

    [Fact]
    public void Depth_and_length_are_bounded()
    {
        string deep = string.Concat(Enumerable.Repeat("a {", 100_000));
        Assert.Contains(Parse(deep).Problems, static problem => problem.Contains("blocks within each other", StringComparison.Ordinal));
        Assert.Contains("longer than", Parse($"a {new string('b', 5000)};").Problems[0], StringComparison.Ordinal);
        Assert.Contains("more than 1024 values", Parse($"a {string.Concat(Enumerable.Repeat("b ", 2000))};").Problems[0], StringComparison.Ordinal);
        Assert.Equal(ProblemList.Most, Parse(string.Concat(Enumerable.Repeat("}", 100_000))).Problems.Length);
    }

    private static (IReadOnlyList<ConfigurationStatement> Statements, string[] Problems) Parse(string text)
    {
        var problems = new ProblemList();
        IReadOnlyList<ConfigurationStatement> statements = ConfigurationParser.Parse(text, "weir.conf", problems);
        return (statements, [.. problems.InOrder().Select(static problem => problem.ToString())]);
    }

    private static string Show(ConfigurationStatement statement) =>
        $"{statement.Name.Text}({string.Join(',', statement.Values.Select(static value => value.Text))})"
        + (statement.Block is { } block ? $"{{{string.Join(',', block.Select(Show))}}}" : "");
}
