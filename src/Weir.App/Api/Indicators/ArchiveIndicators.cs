using System.Globalization;
using Weir.App.Operating;
using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Storage;

namespace Weir.App.Api.Indicators;

/// <summary>What the archive says of a range.</summary>
/// <param name="reader">Answers; lent for the call.</param>
/// <param name="range">With both ends.</param>
/// <param name="nowNs">The time: nanoseconds since 1970-01-01 UTC.</param>
/// <param name="stop">Stops it.</param>
internal sealed class ArchiveIndicators(ArchiveReader reader, TimeRange range, long nowNs, CancellationToken stop)
{
    private const int Talkers = 10;

    // A minute: a page that is looked at now shows what is now.
    private const double Late = 60;

    // A twentieth: what capacity is planned with.
    private const double Uncertain = 0.05;

    // Half of the names stay from one period to the next.
    private const double Steady = 0.5;

    public IEnumerable<Indicator> Of(OperatingStatus? status) => [Latency(status), SamplingError(), Stability()];

    private Indicator Latency(OperatingStatus? status)
    {
        var one = new Indicator("ingestion_latency", "Ingestion latency", "Age of the newest record in the archive, while records come", "seconds", Late, IsLimit: true);
        if (status?.Directory is not { } directory) return one with { Note = "nothing is collected here" };
        if (directory.Exporters(nowNs).All(static exporter => exporter.LastMinute.Records == 0)) return one with { Note = "no records came in the last minute" };
        QueryResult newest = reader.Run(QueryPlanner.Plan(new FlowsQuery { Columns = [FlowColumns.TimeReceivedNs], Count = 1, Range = new(nowNs - TimeSpan.FromHours(1).Ticks * TimeSpan.NanosecondsPerTick, null) }), stop);
        return newest.Rows.Count == 0
            ? one with { Note = "the archive has no record of the last hour" }
            : one with { Value = Math.Max(0, (nowNs - newest.Rows[0][0].TimeNs) / 1e9), Note = "from reception until a question finds it" };
    }

    // sFlow.org, "Packet Sampling Basics": of c samples the error is less than 196 % / sqrt(c), with 95 % of confidence.
    private Indicator SamplingError()
    {
        var one = new Indicator("sampling_error", "Sampled fidelity", "By how much the sum of sampled traffic may be wrong, with 95 % of confidence", "ratio", Uncertain, IsLimit: true);
        QueryTotals sampled = Ask(new TopQuery { Dimensions = [], Measures = [Measure.Packets], Count = 1, Range = range, Scale = false, Filter = DuplicateFilter.WithoutDuplicates(FilterBinder.Bind("sampling_rate > 1")) }).Totals;
        return sampled.Packets == 0
            ? one with { Note = "nothing is sampled in this range" }
            : one with { Value = 1.96 / Math.Sqrt(sampled.Packets), Note = string.Create(CultureInfo.InvariantCulture, $"{sampled.Packets} sampled packets in {sampled.Flows} records") };
    }

    /// <summary>The Jaccard index of the largest talkers of this range and of the one before: those in both, of those in either.</summary>
    private Indicator Stability()
    {
        var one = new Indicator("talker_stability", "Top-talker stability", "The ten largest talkers that are among the ten of the period before, too, of all in either (Jaccard)", "ratio", Steady, IsLimit: false);
        long length = range.UntilNs!.Value - range.SinceNs!.Value;
        HashSet<string> now = Largest(range), before = Largest(new(range.SinceNs - length, range.SinceNs));
        if (now.Count == 0 || before.Count == 0) return one with { Note = now.Count == 0 ? "no flows in this range" : "no flows in the range before" };
        int both = now.Count(before.Contains);
        return one with { Value = (double)both / (now.Count + before.Count - both), Note = string.Create(CultureInfo.InvariantCulture, $"{both} of {now.Count} were there before") };
    }

    private HashSet<string> Largest(TimeRange of) =>
        [.. Ask(new TopQuery { Dimensions = [FlowColumns.SrcAddr], Measures = [Measure.Bytes], Count = Talkers, Range = of, Filter = DuplicateFilter.Counts }).Rows.Where(static row => !row[0].IsNull).Select(static row => row[0].Address.ToString())];

    private QueryResult Ask(TopQuery query) => reader.Run(QueryPlanner.Plan(query), stop);
}
