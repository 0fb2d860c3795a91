using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.Storage.Tests.Parquet;

/// <summary>Files of which no flow ended in a question's time are not opened, and no record is missed by that.</summary>
public sealed class FlowEndsTests : IDisposable
{
    private const long Second = 1_000_000_000, Hour = 3600 * Second;

    private readonly TemporaryArchive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Answers_are_those_of_all_files(int seed)
    {
        var random = new Random(seed);
        List<long> ends = [];
        for (int segment = 0; segment < 40; segment++)
        {
            // Received in order, ended up to 20 hours before: on a millisecond, a nanosecond beside one, or not told.
            var batch = new FlowBatch();
            long received = RandomFlows.Start + segment * Hour;
            long late = random.Next(4) == 0 ? random.Next(20) * Hour : 0;
            bool isTold = segment % 7 != 3;
            for (int row = 0; row < 30; row++)
            {
                long end = (received - late - random.Next(60) * Second) / 1_000_000 * 1_000_000 + random.Next(-1, 2);
                batch.Set(FlowColumns.TimeReceivedNs, row, received + row);
                batch.Set(FlowColumns.Packets, row, 1ul);
                bool tells = isTold || row % 2 == 0;
                if (tells) batch.Set(FlowColumns.TimeFlowEndNs, row, end);
                // The journal alone keeps nanoseconds of receipt.
                ends.Add(tells ? end : received);
            }

            batch.Count = 30;
            _archive.Write($"seg-{segment:00}", batch);
        }

        for (int question = 0; question < 30; question++)
        {
            long since = ends[random.Next(ends.Count)] + random.Next(-1, 2);
            long until = random.Next(3) == 0 ? ends[random.Next(ends.Count)] + random.Next(-1, 2) : since + random.Next(1, 7000) * Second;
            if (until <= since) continue;
            TimeRange range = new(since, until);
            int expected = ends.Count(end => end >= since && end < until);
            Assert.Equal((ulong)expected, Ask(range).Totals.Flows);
            Assert.Equal((ulong)ends.Count(end => end >= since), Ask(new(since)).Totals.Flows);
        }
    }

    [Fact]
    public void A_question_opens_the_files_of_its_time_alone()
    {
        for (int hour = 0; hour < 20; hour++)
        {
            var batch = new FlowBatch();
            batch.Set(FlowColumns.TimeReceivedNs, 0, RandomFlows.Start + hour * Hour);
            batch.Set(FlowColumns.TimeFlowEndNs, 0, RandomFlows.Start + hour * Hour - Second);
            batch.Count = 1;
            _archive.Write($"seg-{hour:00}", batch);
        }

        using var reader = new ArchiveReader(_archive.Root, threads: 1);
        QueryExplanation told = reader.Explain(Plan(new(RandomFlows.Start + 5 * Hour - 600 * Second, RandomFlows.Start + 5 * Hour)), TestContext.Current.CancellationToken);
        Assert.Equal((1, 20), (told.Files, told.FilesInAll));
        Assert.DoesNotContain("IS NULL", told.Statement.Text, StringComparison.Ordinal);

        told = reader.Explain(Plan(new(RandomFlows.Start + 5 * Hour, RandomFlows.Start + 5 * Hour + 1)), TestContext.Current.CancellationToken);
        Assert.Equal((0, 20), (told.Files, told.FilesInAll));
    }

    private static QueryPlan Plan(TimeRange range) => QueryPlanner.Plan(new FlowsQuery { Columns = [FlowColumns.TimeFlowEndNs], Count = 10_000, Range = range, Filter = EverythingPredicate.Instance });

    private QueryResult Ask(TimeRange range)
    {
        using var reader = new ArchiveReader(_archive.Root, threads: 1);
        QueryResult answer = reader.Run(Plan(range), TestContext.Current.CancellationToken);
        Assert.Equal(answer.Totals.Flows, (ulong)answer.Rows.Count);
        return answer;
    }
}
