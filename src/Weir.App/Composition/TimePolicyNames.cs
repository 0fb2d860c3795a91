using Weir.Collector.Decoding;

namespace Weir.App.Composition;

/// <summary>The words for what becomes of times that cannot be right.</summary>
internal static class TimePolicyNames
{
    public const string Default = "as-sent";

    public static string[] All { get; } = [Default, "clamp", "received"];

    public static TimePolicy Read(string name) => name switch
    {
        "clamp" => TimePolicy.Clamp,
        "received" => TimePolicy.Received,
        _ => TimePolicy.AsSent,
    };
}
