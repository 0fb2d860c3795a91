using System.Diagnostics;
using Weir.App.Commands;
using Weir.App.Shell;

namespace Weir.App.Tests.Shell;

/// <summary>What each pipe makes of rows and of lines.</summary>
public sealed class OutputPipeTests
{
    private const string Rows = """[{"name":"a","n":{"x":1}},{"name":"b","n":{"x":2}},{"name":"ab"}]""";

    [Theory]
    [InlineData("count", "3")]
    [InlineData("match b|count", "2")]
    [InlineData("first 1|count", "1")]
    [InlineData("first 0|count", "0")]
    [InlineData("match b|match ab|count", "1")]
    public void Pipes_work_one_after_another(string pipes, string shown) => Assert.Equal(shown, Through(Rows, pipes));

    [Fact]
    public void Lines_of_text_are_rows_too()
    {
        Assert.Equal("b", Through("a\nb\nc\n", "match [bc]|first 1"));
        Assert.Equal("3", Through("a\nb\nc\n", "count"));
        Assert.Equal("0", Through("", "count"));
        Assert.Equal("[\n  \"a\"\n]", Through("a\n", "json"));
    }

    [Fact]
    public void A_table_has_a_column_for_each_key_however_deep()
    {
        string[] lines = Through(Rows, "table").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.Equal(["name", "n.x"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["b", "2"], lines[3].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["ab", "-"], lines[4].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void One_object_stays_one() => Assert.Equal("{\n  \"status\": \"ok\"\n}", Through("""{"status":"ok"}""", "json"));

    [Theory]
    [InlineData("match (")]
    [InlineData("match (a{1000}){1000}")]
    [InlineData("match (?=a)b")]
    [InlineData("first x")]
    [InlineData("first")]
    [InlineData("sort")]
    public void What_is_no_pipe_is_told(string pipe) => Assert.Throws<UsageException>(() => Through(Rows, pipe));

    [Fact]
    public void An_expression_that_would_backtrack_for_ever_takes_no_time()
    {
        long started = Stopwatch.GetTimestamp();

        Assert.Equal("0", Through(new string('a', 100_000) + "b\n", "match ^(a+)+$|count"));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
    }

    private static string Through(string printed, string pipes)
    {
        Assert.Null(ShellLine.TryParse("x|" + pipes.Replace("\\", "\\\\", StringComparison.Ordinal), out ShellLine line));
        return AnswerText.Shown(line.Pipes.Select(OutputPipe.Of).Aggregate(Answer.Of(printed), static (answer, pipe) => pipe.Apply(answer)));
    }
}
