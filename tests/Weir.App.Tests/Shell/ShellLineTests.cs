using Weir.App.Shell;

namespace Weir.App.Tests.Shell;

/// <summary>How a line becomes words and pipes.</summary>
public sealed class ShellLineTests
{
    [Theory]
    [InlineData("show flow-export", "show/flow-export", "")]
    [InlineData("  show\tflows -n 3|json", "show/flows/-n/3", "json")]
    [InlineData("show flows | match 'a|b c' | first 2", "show/flows", "match/a|b c;first/2")]
    [InlineData("top \"tcp and \\\"x\\\"\" | count", "top/tcp and \"x\"", "count")]
    [InlineData("match a\\|b", "match/a|b", "")]
    [InlineData("a ''", "a/", "")]
    [InlineData("", "", "")]
    public void Words_and_pipes(string text, string command, string pipes)
    {
        Assert.Null(ShellLine.TryParse(text, out ShellLine line));

        Assert.Equal(command, string.Join('/', line.Command));
        Assert.Equal(pipes, string.Join(';', line.Pipes.Select(static pipe => string.Join('/', pipe))));
    }

    [Theory]
    [InlineData("show 'flows", "not closed")]
    [InlineData("| json", "no command")]
    [InlineData("show flows |", "nothing behind |")]
    [InlineData("show flows | | json", "nothing behind |")]
    public void What_is_wrong_is_told(string text, string problem) =>
        Assert.Contains(problem, ShellLine.TryParse(text, out _), StringComparison.Ordinal);

    [Fact]
    public void A_line_without_measure_is_refused() => Assert.NotNull(ShellLine.TryParse(new string('a', ShellLine.MaxLength + 1), out _));

    [Fact]
    public void No_line_throws()
    {
        var random = new Random(20261121);
        const string letters = "ab '\"\\|-";
        for (int i = 0; i < 20_000; i++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(30)).Select(_ => letters[random.Next(letters.Length)])]);
            if (ShellLine.TryParse(text, out ShellLine line) is null) Assert.All(line.Pipes, Assert.NotEmpty);
        }
    }
}
