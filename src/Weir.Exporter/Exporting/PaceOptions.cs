namespace Weir.Exporter.Exporting;

/// <summary>How fast records may leave. UDP has no other brake: what a collector's receive buffer does not hold is lost.</summary>
/// <param name="RecordsPerSecond">Records a second on average; 0 is no limit.</param>
/// <param name="Burst">Records that may leave at once.</param>
public readonly record struct PaceOptions(int RecordsPerSecond, int Burst = PaceOptions.DefaultBurst)
{
    /// <summary>
    /// 512 records are 37 datagrams of 1472 octets: less than half of what Linux's default receive buffer of 208 KiB holds.
    /// </summary>
    public const int DefaultBurst = 512;

    /// <summary>No limit: for live traffic, whose flows end at the pace of the network.</summary>
    public static PaceOptions Off => default;

    /// <summary>
    /// For capture files, which are read a hundred times faster than they were captured: 100,000 records a second
    /// (7,000 datagrams, 11 MB), which a collector on a small machine takes without loss.
    /// </summary>
    public static PaceOptions ForFiles => new(100_000);
}
