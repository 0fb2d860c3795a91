using Microsoft.Extensions.Logging.Abstractions;
using Weir.Collector.Decoding;
using Weir.Collector.Journal;
using Weir.Collector.Sessions;
using Weir.Collector.Tests.Decoding;
using Weir.Testing;
using Weir.Testing.Messages;
using Weir.Wire.Elements;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Journal;

/// <summary>Data before its template, with segments and lives of the collector between them: each record exactly once.</summary>
public sealed class LateTemplateTests : IDisposable
{
    private readonly TempDirectory _temp = new();
    private readonly FakeArchive _archive = new();
    private readonly ManualClock _time = new();
    private readonly DecoderMetrics _metrics = new();
    private uint _incarnation;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Data_is_decoded_when_its_template_comes_some_segments_later()
    {
        using (Life life = new(this))
        {
            life.Write(Data(1), seal: true);
            life.Write(Data(2), seal: true);
            life.Write(Ipfix(0, 0, 9), seal: true);
            life.Write(TemplateMessage(), seal: false);
            life.Write(Data(3), seal: true);
            life.ArchiveAll();
        }

        Assert.Equal([1UL, 2, 3], _archive.Records);
        Assert.Equal((2, 2), (_metrics.CountOf(Wire.Primitives.DecodeStatus.UnknownTemplate), _metrics.LateDataSets));
    }

    [Fact]
    public void Data_is_decoded_once_though_the_collector_was_killed_between()
    {
        using (Life life = new(this))
        {
            life.Write(Data(1), seal: true);
            life.Write(Data(2), seal: true);
            life.ArchiveAll();
        }

        using (Life life = new(this))
        {
            life.Write(Data(3), seal: false);
            life.Kill();
        }

        using (Life life = new(this))
        {
            life.Write(TemplateMessage(), seal: true);
            life.ArchiveAll();
        }

        using (Life life = new(this))
        {
            life.Write(Data(4), seal: true);
            life.ArchiveAll();
        }

        Assert.Equal(new ulong[] { 1, 2, 3, 4 }, _archive.Records.Order());
    }

    [Fact]
    public void A_segment_that_is_read_again_gives_the_same()
    {
        _archive.AfterCommit = () => throw new IOException("the collector dies here");
        using (Life life = new(this))
        {
            life.Write(Data(1), seal: true);
            life.Write(TemplateMessage(), seal: true);
            life.ArchiveAll();
        }

        _archive.AfterCommit = null;
        using (Life life = new(this)) life.ArchiveAll();
        Assert.Equal([1UL], _archive.Records);
    }

    private static byte[] Data(uint number) => Ipfix(0, number, 9, Set(256, new Octets().U32(number).ToArray()));

    private static byte[] TemplateMessage() => Ipfix(0, 9, 9, Set(2, Template(256, new Wire.Templates.FieldSpecifier(ElementId.OctetDeltaCount, 4))));

    /// <summary>One life of a collector's journal, with templates and decoders as in the product.</summary>
    private sealed class Life : IDisposable
    {
        private readonly LateTemplateTests _test;
        private readonly JournalDirectory _directory;
        private readonly SegmentQueue _queue;
        private readonly JournalWriter _writer;
        private readonly JournalOptions _options;
        private readonly JournalMetrics _metrics = new();
        private bool _isDead;

        public Life(LateTemplateTests test)
        {
            _test = test;
            _options = new() { Directory = test._temp.Path, BufferBytes = 1 << 17 };
            _directory = JournalDirectory.Open(_options.Directory, test._time, () => ++test._incarnation * 2654435761);
            _queue = new(_directory, _options, _metrics, test._time, NullLogger.Instance);
            var ledger = new TemplateLedger(new SessionOptions());
            new Recovery(_directory, _options, _queue, _metrics, test._time, NullLogger.Instance).Run(ledger);
            _writer = new(_directory, _options, ledger, _queue, _metrics, test._time, NullLogger.Instance);
        }

        public void Write(byte[] message, bool seal)
        {
            _test._time.Advance(TimeSpan.FromSeconds(1));
            _writer.Accept(new(_test._time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000, DecoderUnderTest.Exporter, 4739, message));
            _writer.Commit();
            if (seal) _writer.Seal();
        }

        public void ArchiveAll()
        {
            _queue.Complete();
            new SegmentArchiver(_directory, _options, _queue, sink => new DatagramDecoder(sink, metrics: _test._metrics), _test._archive, _metrics, new ArchiveMetrics(), _test._time, NullLogger.Instance)
                .Run(new CancellationToken(canceled: true));
        }

        public void Kill()
        {
            _directory.Dispose();
            _isDead = true;
        }

        public void Dispose()
        {
            if (_isDead) return;
            _writer.Dispose();
            _directory.Dispose();
        }
    }
}
