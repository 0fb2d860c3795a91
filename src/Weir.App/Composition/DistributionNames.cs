using Weir.App.Commands;
using Weir.Exporter.Exporting.Feeding;

namespace Weir.App.Composition;

/// <summary>What users call the ways to divide records among collectors.</summary>
internal static class DistributionNames
{
    public const string Default = "replicate";

    public const string FlowHash = "flow-hash";

    /// <summary>All of them.</summary>
    public static string[] All { get; } = [Default, FlowHash];

    /// <summary>The one that a name stands for.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static Distribution Read(string? name) => name switch
    {
        Default or null => Distribution.Replicate,
        FlowHash => Distribution.FlowHash,
        _ => throw new UsageException($"--balance {name}: want one of {string.Join(", ", All)}"),
    };
}
