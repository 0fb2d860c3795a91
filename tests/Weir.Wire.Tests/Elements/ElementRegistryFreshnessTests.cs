using Weir.Generate;
using Weir.Testing;

namespace Weir.Wire.Tests.Elements;

public sealed class ElementRegistryFreshnessTests
{
    [Fact]
    public void The_checked_in_registry_is_what_the_generator_makes_of_the_snapshot()
    {
        string generated = ElementRegistryGenerator.Generate(File.ReadLines(RepositoryRoot.Path(ElementRegistryGenerator.SourcePath)));
        Assert.Equal(generated, File.ReadAllText(RepositoryRoot.Path(ElementRegistryGenerator.TargetPath)));
    }
}
