using BenchmarkDotNet.Running;

// Run one: dotnet run -c Release --project bench/Weir.Benchmarks -- --filter '*Decoding*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
