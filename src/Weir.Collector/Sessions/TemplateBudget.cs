namespace Weir.Collector.Sessions;

/// <summary>What all template stores of a table may hold together, in octets of template records.</summary>
public sealed class TemplateBudget(int octets)
{
    /// <summary>Octets still free.</summary>
    public int Free { get; private set; } = octets;

    internal bool TryTake(int octets)
    {
        if (octets > Free) return false;
        Free -= octets;
        return true;
    }

    internal void Return(int octets) => Free += octets;
}
