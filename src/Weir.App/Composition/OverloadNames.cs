using Weir.App.Commands;
using Weir.Exporter.Metering;

namespace Weir.App.Composition;

/// <summary>What users call the ways of a full flow table.</summary>
internal static class OverloadNames
{
    public const string Default = "evict-oldest";

    public const string DropNew = "drop-new";

    /// <summary>All of them.</summary>
    public static string[] All { get; } = [Default, DropNew];

    /// <summary>The one that a name stands for.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static OverloadPolicy Read(string? name) => name switch
    {
        Default or null => OverloadPolicy.EvictOldest,
        DropNew => OverloadPolicy.DropNew,
        _ => throw new UsageException($"--overload {name}: want one of {string.Join(", ", All)}"),
    };
}
