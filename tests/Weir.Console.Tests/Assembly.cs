using Weir.Console.Tests;

// One browser and one collector for all: what one test does must not slow another beyond its patience.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(RunningConsole))]
