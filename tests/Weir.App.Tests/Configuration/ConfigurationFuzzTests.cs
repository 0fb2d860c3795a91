using Weir.App.Configuration;
using Weir.App.Configuration.Syntax;
using Weir.Testing;

namespace Weir.App.Tests.Configuration;

/// <summary>Whatever stands in a configuration, reading it ends with options or with problems.</summary>
public sealed class ConfigurationFuzzTests
{
    private static readonly string[] Pieces = ["{", "}", ";", ",", "[", "]", "\"", "\\", "#", "/*", "*/", "\n", "…", "\0", "\uD800", ":", "a {", "flow-export {", "collector x {", "port 1;", "__"];

    [Fact]
    public void No_mutation_of_braces_escapes_as_an_exception()
    {
        string seed = File.ReadAllText(RepositoryRoot.Path("packaging/examples/design.conf"));
        var random = new Random(7);
        for (int i = 0; i < 200_000; i++)
        {
            // Small windows of the text, so that each mutation matters and all of them fit into seconds.
            int from = random.Next(seed.Length);
            string text = Mutate(seed.Substring(from, Math.Min(seed.Length - from, random.Next(1, 120))), random);
            var problems = new ProblemList();
            ConfigurationParser.Parse(text, "f", problems);
        }
    }

    [Theory]
    [InlineData("packaging/examples/design.conf", "weir.conf", 3000)]
    [InlineData("packaging/examples/weir.conf", "weir.conf", 3000)]
    [InlineData("packaging/examples/weir.yaml", "weir.yaml", 3000)]
    public void No_mutation_of_a_file_escapes_as_an_exception(string example, string path, int mutations)
    {
        string seed = File.ReadAllText(RepositoryRoot.Path(example));
        var random = new Random(11);
        for (int i = 0; i < mutations; i++)
        {
            string text = seed;
            for (int count = random.Next(1, 4); count > 0; count--) text = Mutate(text, random);
            ConfigurationFile file = Read.Text(text, path);
            Assert.Equal(file.Problems.Count == 0, file.Options is not null);
        }
    }

    [Fact]
    public void No_variable_escapes_as_an_exception()
    {
        const string seed = "FLOW_EXPORT__COLLECTOR__lab__PORT";
        var random = new Random(13);
        for (int i = 0; i < 3000; i++)
        {
            string name = "WEIR_" + Mutate(seed, random);
            Read.Text("", "weir.conf", (name, "1"));
        }
    }

    private static string Mutate(string text, Random random)
    {
        int at = random.Next(text.Length + 1);
        int length = Math.Min(text.Length - at, random.Next(0, 8));
        string piece = random.Next(4) == 0 ? ((char)random.Next(1, 0x250)).ToString() : Pieces[random.Next(Pieces.Length)];
        return random.Next(3) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, piece),
            _ => text.Remove(at, length).Insert(at, piece),
        };
    }
}
