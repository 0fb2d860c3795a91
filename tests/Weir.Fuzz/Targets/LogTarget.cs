using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Import;
using Weir.Import.Reading;
using Weir.Import.Records;
using Weir.Testing;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>Logs of other programs: what reads lines and objects, and the values in them.</summary>
internal sealed class LogTarget(string kind, params string[] fixtures) : IFuzzTarget
{
    private const int MaxLine = 4096, MaxObject = 1 << 16;

    public string Name => kind;

    public IReadOnlyList<byte[]> Corpus { get; } = [.. fixtures.Select(static fixture => File.ReadAllBytes(RepositoryRoot.Path("tests/data/flow-logs/" + fixture)))];

    public IReadOnlyList<byte[]> Words { get; } = [.. ((string[])["\n", "-", "#fields", "#separator \\x00\n", "Summary", "\"flowTuples\":[", "{\"records\":[", "::", "255.255.255.255", "18446744073709551615", "9223372036.9", "2261-12-31 23:59:60", "\u001f\u008b\b"]).Select(System.Text.Encoding.Latin1.GetBytes)];

    public void Restart()
    {
    }

    public void Take(ReadOnlySpan<byte> input)
    {
        var sink = new Checking();
        var import = new LogImport(LogKind.All.Single(each => each.Name == kind), new() { Zone = TimeZoneInfo.Utc, MaxLine = MaxLine, MaxObject = MaxObject });
        try
        {
            using LogFile file = LogFile.Open(new MemoryStream(input.ToArray()), "log", input.Length);
            import.Run(file, new UniflowSink(sink), CancellationToken.None);
        }
        catch (LogFileException wrong)
        {
            Assert.DoesNotContain('\n', wrong.Message);
            return;
        }

        Assert.Equal(import.Records + import.Conversations, sink.Records);
        Assert.InRange(import.Tally.Samples.Count, 0, LogTally.MaxSamples);
        Assert.All(import.Tally.Samples, static sample => Assert.DoesNotContain(sample.Text, char.IsControl));
    }

    public void Dispose()
    {
    }

    private sealed class Checking : IFlowSink
    {
        public long Records { get; private set; }

        public void Write(FlowBatch batch)
        {
            // What an archive asks of all records, and these of each other.
            Assert.Equal(batch.Count, batch.CountValid(FlowColumns.TimeReceivedNs));
            Assert.Equal(batch.Count, batch.CountValid(FlowColumns.SrcAddr));
            Assert.Equal(batch.Count, batch.CountValid(FlowColumns.DstAddr));
            foreach (long time in batch.Column(FlowColumns.TimeReceivedNs)[..batch.Count]) Assert.True(time >= 0);
            Records += batch.Count;
        }
    }
}
