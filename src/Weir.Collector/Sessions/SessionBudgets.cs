namespace Weir.Collector.Sessions;

/// <summary>What all sessions of a table share.</summary>
internal sealed class SessionBudgets(SessionOptions options, TemplateShapes? shapes)
{
    /// <summary>Octets of template records.</summary>
    public SharedBudget Templates { get; } = new(options.MaxTemplateOctets);

    /// <summary>What templates have in common.</summary>
    public TemplateShapes Shapes { get; } = shapes ?? new(options.MaxTemplateOctets);

    /// <summary>Data sources of sFlow agents.</summary>
    public SharedBudget SampleSources { get; } = new(options.MaxSampleSources);

    /// <summary>Sampling rates told by options records.</summary>
    public SharedBudget Samplers { get; } = new(options.MaxSamplers);

    /// <summary>Octets of options records that name applications.</summary>
    public SharedBudget Applications { get; } = new(options.MaxApplicationOctets);

    /// <summary>Octets of the names of interfaces, and of the options records that told them.</summary>
    public SharedBudget InterfaceNames { get; } = new(options.MaxInterfaceNameOctets);
}
