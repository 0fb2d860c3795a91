using System.Diagnostics;
using System.Globalization;
using Weir.Fuzz;

if (!FuzzOptions.TryParse(args, out FuzzOptions options, out string? error))
{
    Console.Error.WriteLine(error);
    Console.Error.WriteLine(FuzzOptions.Usage);
    return 2;
}

string[] unknown = [.. options.Targets.Except(FuzzTargets.All.Select(static each => each.Name))];
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"there is no target '{unknown[0]}'; there are {string.Join(", ", FuzzTargets.All.Select(static each => each.Name))}");
    return 2;
}

if (options.List)
{
    foreach ((string name, _) in FuzzTargets.All) Console.WriteLine(name);
    return 0;
}

long started = Stopwatch.GetTimestamp();
int failed = 0;
int total = 0;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {options.Seed}"));
foreach ((string name, Func<IFuzzTarget> open) in FuzzTargets.All)
{
    if (options.Targets.Count > 0 && !options.Targets.Contains(name)) continue;
    total++;
    using IFuzzTarget target = open();
    using var run = new FuzzRun(target, options);
    FuzzResult result = run.Run();
    if (result.Failures.Count > 0) failed++;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{(result.Failures.Count == 0 ? "ok  " : "FAIL")} {name,-14} {result.Inputs,8} inputs {result.Took.TotalSeconds,7:0.00} s, "
        + $"slowest {result.Slowest.TotalMilliseconds,8:0.00} ms, {result.MostAllocated,9} octets at most"));
    foreach (string failure in result.Failures) Console.WriteLine("     " + failure);
}

// As the suites say it, and as a person reads it.
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"Total: {total}, Errors: 0, Failed: {failed}, Skipped: 0, Time: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0}s"));
Console.WriteLine($"{total - failed} passed, {failed} failed, 0 skipped");
return failed == 0 ? 0 : 1;
