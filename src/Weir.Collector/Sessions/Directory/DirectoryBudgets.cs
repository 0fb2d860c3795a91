namespace Weir.Collector.Sessions.Directory;

/// <summary>What all sessions of a directory share.</summary>
internal sealed class DirectoryBudgets(DirectoryOptions options)
{
    /// <summary>Octets of template records.</summary>
    public SharedBudget Templates { get; } = new(options.MaxTemplateOctets);

    /// <summary>Data sources of sFlow agents.</summary>
    public SharedBudget SampleSources { get; } = new(options.MaxSampleSources);

    /// <summary>Interfaces.</summary>
    public SharedBudget Interfaces { get; } = new(options.MaxInterfaces);
}
