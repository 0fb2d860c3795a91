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
}
