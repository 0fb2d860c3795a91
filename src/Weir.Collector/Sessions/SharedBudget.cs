namespace Weir.Collector.Sessions;

/// <summary>What all sessions of a table may hold together of something: octets of template records, data sources of samples.</summary>
public sealed class SharedBudget(int units)
{
    /// <summary>Units still free.</summary>
    public int Free { get; private set; } = units;

    internal bool TryTake(int units)
    {
        if (units > Free) return false;
        Free -= units;
        return true;
    }

    internal void Return(int units) => Free += units;
}
