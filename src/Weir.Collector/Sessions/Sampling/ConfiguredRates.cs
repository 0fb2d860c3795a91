using Weir.Wire.Primitives;

namespace Weir.Collector.Sessions.Sampling;

/// <summary>The configured sampling rates of one exporter.</summary>
internal sealed class ConfiguredRates
{
    private readonly Dictionary<uint, uint> _byInterface = [];
    private uint _ofAll;

    /// <summary>Whether any rate is of an interface.</summary>
    public bool HasInterfaces => _byInterface.Count > 0;

    /// <summary>The rates of an exporter; <see langword="null"/> where none is configured.</summary>
    public static ConfiguredRates? Of(IpAddress exporter, IReadOnlyList<SamplingOverride> overrides)
    {
        ConfiguredRates? rates = null;
        foreach (SamplingOverride configured in overrides)
        {
            if (configured.Exporter != exporter) continue;
            rates ??= new();
            if (configured.Interface is { } index) rates._byInterface[index] = configured.Rate;
            else rates._ofAll = configured.Rate;
        }

        return rates;
    }

    /// <summary>The rate of records that came in by an interface (0: not known which); 0 where none is configured.</summary>
    public uint Find(uint interfaceIndex) => _byInterface.TryGetValue(interfaceIndex, out uint rate) ? rate : _ofAll;
}
