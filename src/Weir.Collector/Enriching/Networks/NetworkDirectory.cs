namespace Weir.Collector.Enriching.Networks;

/// <summary>The networks in force. One thread changes them; any number ask.</summary>
public sealed class NetworkDirectory
{
    private volatile NetworkTable _current = NetworkTable.Empty;

    /// <summary>What is in force now.</summary>
    public NetworkTable Current => _current;

    /// <summary>What was counted.</summary>
    public NetworkMetrics Metrics { get; } = new();

    /// <summary>Reads files and puts them in force.</summary>
    /// <param name="options">Which; <see langword="null"/>: there are no networks any more.</param>
    /// <exception cref="NetworksException">It cannot be read, or is none; what was in force stays.</exception>
    public void Load(NetworksOptions? options)
    {
        if (options is null)
        {
            _current = NetworkTable.Empty;
            return;
        }

        try
        {
            _current = NetworksFile.Read(options);
            Metrics.Loads.Increment();
        }
        catch (NetworksException)
        {
            Metrics.Failures.Increment();
            throw;
        }
    }
}
