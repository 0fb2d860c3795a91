using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.Capture.Tests.Ebpf;

/// <summary>The object that is checked in is what its source compiles to.</summary>
public sealed class ProgramObjectTests
{
    [Fact]
    public void The_object_is_that_of_the_source()
    {
        Tool.Require("clang", "llvm-strip");
        using var directory = new TemporaryDirectory();
        string compiled = directory["flows.bpf.o"];
        Tool.Output(RepositoryRoot.Path("eng/ebpf"), compiled);
        Assert.True(
            File.ReadAllBytes(compiled).AsSpan().SequenceEqual(File.ReadAllBytes(RepositoryRoot.Path("src/Weir.Capture/Ebpf/Programs/flows.bpf.o"))),
            "run eng/ebpf, and check in what it writes");
    }
}
