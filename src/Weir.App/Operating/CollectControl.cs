using Weir.Collector.Collecting;
using Weir.Collector.Decoding;
using Weir.Collector.Deduplicating;
using Weir.Collector.Enriching.Networks;
using Weir.Collector.Sessions.Directory;
using Weir.Collector.Stitching;
using Weir.Storage.Upkeep;

namespace Weir.App.Operating;

/// <summary><c>weir collect --control</c>: a command line's collector, asked and ended as <c>weir run</c> is. It meters nothing and has no templates of its own.</summary>
/// <param name="process">What collects.</param>
/// <param name="decoding">Its decoders' counters.</param>
/// <param name="directory">The exporters it heard.</param>
/// <param name="upkeep">What is done for the archive.</param>
/// <param name="duplicates">What is found of duplicates, where they are looked for.</param>
/// <param name="stitching">What became of records of one direction, where they are stitched.</param>
/// <param name="networks">The networks that give records tags, countries and systems, where there are any.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="stop">Begins the end.</param>
internal sealed class CollectControl(CollectingProcess process, DecoderMetrics decoding, ExporterDirectory directory, UpkeepMetrics upkeep, DeduplicationMetrics? duplicates, StitchingMetrics? stitching, NetworkDirectory? networks, TimeProvider clock, Action stop) : IOperated
{
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    public OperatingStatus Status => new(null, [], process.Status, decoding, _startedAt) { Directory = directory, Upkeep = upkeep, Duplicates = duplicates, Stitching = stitching, Networks = networks };

    public DateTimeOffset Now => clock.GetUtcNow();

    public IReadOnlyList<IMeter> Meters => [];

    public void RepeatTemplates()
    {
    }

    public void Shutdown() => stop();
}
