using System.Net;
using Weir.App.Configuration.Schema;

namespace Weir.App.Configuration.Options;

/// <summary>The section <c>flow-collect</c>.</summary>
/// <param name="Listen">Where to listen on UDP.</param>
/// <param name="Archive">Directory of the archive.</param>
/// <param name="Journal">Directory of the journal.</param>
/// <param name="SegmentAge">After this time what was received is archived.</param>
/// <param name="Retention">How long records are kept; <see langword="null"/>: for ever.</param>
internal sealed record FlowCollectOptions(IReadOnlyList<IPEndPoint> Listen, string Archive, string Journal, TimeSpan SegmentAge, TimeSpan? Retention)
{
    public static FlowCollectOptions Read(SectionReader section)
    {
        string archive = section.Text("archive");
        return new(
            [.. section.Values("listen").Select(Endpoint)],
            archive,
            section.OptionalText("journal") ?? Path.Combine(archive, "journal"),
            section.Seconds("segment-age"),
            DurationValue.TryParse(section.OptionalText("retention") ?? "", out TimeSpan kept) ? kept : null);
    }

    /// <summary>Whether both say the same.</summary>
    public bool SameAs(FlowCollectOptions? other) => other is not null && Listen.SequenceEqual(other.Listen) && this with { Listen = other.Listen } == other;

    internal static IPEndPoint Endpoint(string text) => EndpointValue.TryParse(text, out IPEndPoint endpoint) ? endpoint : throw new InvalidOperationException(text);
}
