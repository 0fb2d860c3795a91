using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Weir.Testing;

/// <summary>
/// What the hot paths may allocate stands in bench/allocations.json; a test for each of them measures it and holds it to that.
/// </summary>
public static class AllocationBudget
{
    private static readonly Dictionary<string, long> Budgets =
        JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(RepositoryRoot.Path("bench/allocations.json")))!;

    /// <summary>Runs work that has been warmed up, and fails the test where it allocates more octets than its path may.</summary>
    public static void Check(string hotPath, Action work)
    {
        Assert.True(Budgets.TryGetValue(hotPath, out long budget), $"bench/allocations.json has no budget for '{hotPath}'");
        long allocated = AllocationMeter.Measure(work);
        Assert.True(allocated <= budget, string.Create(CultureInfo.InvariantCulture, $"'{hotPath}' allocated {allocated} octets and may {budget}"));
    }
}
