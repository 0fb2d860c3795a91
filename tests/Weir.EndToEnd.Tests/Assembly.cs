using Weir.EndToEnd.Tests;

// Programs, ports and namespaces: one test at a time keeps the machine's two cores for what is tested.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(RecordedTraffic))]
