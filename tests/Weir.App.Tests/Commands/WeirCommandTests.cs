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
    [InlineData("help", "--help")]
    [InlineData("help archive compact", "archive compact --help")]
    [InlineData("top help", "top help")]
    public void Help_may_be_asked_for_as_a_verb(string line, string meant) => Assert.Equal(meant.Split(' '), WeirCommand.Meant(line.Split(' ')));
}
