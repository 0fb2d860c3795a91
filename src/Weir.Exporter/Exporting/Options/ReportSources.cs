using Weir.Exporter.Metering.Applications;
using Weir.Flows.Interfaces;

namespace Weir.Exporter.Exporting.Options;

/// <summary>What options records tell about beside the session itself. What is <see langword="null"/> is not told. Called on any thread.</summary>
public sealed record ReportSources
{
    /// <summary>Tells nothing, and sends no options at all.</summary>
    public static ReportSources None { get; } = new();

    /// <summary>What the session itself sent and could not send.</summary>
    public bool Exporting { get; init; }

    /// <summary>The metering process.</summary>
    public Func<MeteringTotals>? Metering { get; init; }

    /// <summary>The samplers.</summary>
    public Func<IReadOnlyList<SamplerState>>? Samplers { get; init; }

    /// <summary>The applications that flows are classified by, and their names; none where they are not.</summary>
    public Func<IReadOnlyList<ApplicationName>>? Applications { get; init; }

    /// <summary>The interfaces and their names.</summary>
    public IInterfaceSource? Interfaces { get; init; }
}
