namespace Weir.Collector.Sessions.Directory;

/// <summary>How much the directory holds. UDP lets anybody be a new exporter, so everything here has an end.</summary>
public sealed record DirectoryOptions
{
    /// <summary>Exporters, protocols and domains at once: as many as there are sessions (<see cref="SessionOptions.MaxSessions"/>).</summary>
    public int MaxSessions { get; init; } = 16_384;

    /// <summary>Interfaces of one exporter: the largest chassis have some thousand ports and subinterfaces.</summary>
    public int MaxInterfacesPerExporter { get; init; } = 4096;

    /// <summary>Interfaces of all exporters together: as <see cref="SessionOptions.MaxSampleSources"/>.</summary>
    public int MaxInterfaces { get; init; } = 65_536;

    /// <summary>Octets of all template records: as <see cref="SessionOptions.MaxTemplateOctets"/>.</summary>
    public int MaxTemplateOctets { get; init; } = 16 << 20;

    /// <summary>Data sources of all sFlow agents: as <see cref="SessionOptions.MaxSampleSources"/>.</summary>
    public int MaxSampleSources { get; init; } = 65_536;

    /// <summary>Who was not heard of for this long gives way to somebody new when all places are taken (<see cref="SessionOptions.IdleAfter"/>).</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromMinutes(90);
}
