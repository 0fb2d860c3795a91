using System.CommandLine;
using Weir.App.Commands;

namespace Weir.App.Tests.Commands;

public sealed class WeirCommandTests
{
    [Fact]
    public void A_line_that_begins_with_a_verb_makes_only_that_one()
    {
        foreach (Command verb in WeirCommand.Create().Subcommands)
        {
            Command only = Assert.Single(WeirCommand.Create(verb.Name, "--help").Subcommands);
            Assert.Equal(verb.Name, only.Name);
        }
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("[suggest:1]")]
    [InlineData("exprot")]
    public void Any_other_line_makes_every_verb(string first) =>
        Assert.Equal(WeirCommand.Create().Subcommands.Count, WeirCommand.Create(first).Subcommands.Count);

    [Fact]
    public void Help_names_what_is_wanted_and_not_every_word_that_may_come()
    {
        foreach (string verb in WeirCommand.Create().Subcommands.Select(static command => command.Name).Prepend(""))
        {
            var output = new StringWriter();
            string[] line = verb.Length == 0 ? ["--help"] : [verb, "--help"];
            WeirCommand.Create(line).Parse(line).Invoke(new() { Output = output });
            string longest = output.ToString().Split('\n').Where(static text => text.Contains('<', StringComparison.Ordinal)).MaxBy(static text => text.IndexOf('>', StringComparison.Ordinal)) ?? "";
            Assert.True(longest.IndexOf('>', StringComparison.Ordinal) < 120, longest);
            Assert.DoesNotMatch("<[A-Z][a-z]", output.ToString()); // words are typed in lower case
        }
    }

    [Theory]
    [InlineData("help nosuch", "Unrecognized command or argument 'nosuch'")]
    [InlineData("archive nosuch --help", "Unrecognized command or argument 'nosuch'")]
    [InlineData("nosuch", "Unrecognized command or argument 'nosuch'")]
    [InlineData("[suggest:3] nos", null)]
    [InlineData("help top", null)]
    [InlineData("top --help tcp", null)]
    [InlineData("help archive compact", null)]
    public void What_nothing_is_called_is_a_mistake_also_where_help_is_asked_for(string line, string? mistake)
    {
        string[] meant = WeirCommand.Meant(line.Split(' '));
        string? told = WeirCommand.Mistake(WeirCommand.Create(meant).Parse(meant));
        if (mistake is null) Assert.Null(told);
        else Assert.Equal(mistake, told);
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help archive compact", "archive compact --help")]
    [InlineData("top help", "top help")]
    public void Help_may_be_asked_for_as_a_verb(string line, string meant) => Assert.Equal(meant.Split(' '), WeirCommand.Meant(line.Split(' ')));
}
