using Weir.Collector.Decoding;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Collector.Sessions.Directory;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Sessions.Directory;

/// <summary>A directory that learns from segments as the collector decodes them: each with the opening of a ledger and a fresh decoder.</summary>
internal sealed class DirectoryUnderTest(DirectoryOptions? options = null, SessionOptions? sessions = null)
{
    public const long BeginNs = 1_700_000_000_000_000_000;
    public const long SecondNs = 1_000_000_000;
    public static readonly IpAddress Exporter = IpAddress.FromV4(0xC0000201);

    private readonly SessionOptions _sessions = sessions ?? new();
    private readonly FlowCollector _sink = new();
    private readonly TemplateLedger _ledger = new(sessions ?? new());

    public ExporterDirectory Directory { get; } = new(options ?? new());

    public long NowNs { get; set; } = BeginNs;

    /// <summary>What all segments gave.</summary>
    public List<Dictionary<string, object>> Records => _sink.Records;

    /// <summary>The last segment's decoder.</summary>
    public DatagramDecoder? Decoder { get; private set; }

    public ExporterLine Single => Assert.Single(Directory.Exporters(NowNs));

    /// <summary>Decodes a segment of messages of one exporter, a millisecond apart.</summary>
    public void Segment(params ReadOnlySpan<byte[]> messages) => Segment(Exporter, messages);

    public void Segment(IpAddress exporter, params ReadOnlySpan<byte[]> messages)
    {
        Decode(exporter, messages);
        Decoder!.Remember();
    }

    /// <summary>Decodes a segment whose records do not become durable.</summary>
    public void Fail(params ReadOnlySpan<byte[]> messages) => Decode(Exporter, messages);

    private void Decode(IpAddress exporter, ReadOnlySpan<byte[]> messages)
    {
        Decoder = new(_sink, _sessions, directory: Directory);
        _ledger.WriteTo(new Opening(Decoder));
        foreach (byte[] message in messages)
        {
            var datagram = new ReceivedDatagram(NowNs, exporter, 4739, message);
            _ledger.Observe(datagram);
            Decoder.Accept(datagram);
            NowNs += SecondNs / 1000;
        }

        Decoder.Flush();
    }

    private sealed class Opening(DatagramDecoder decoder) : IDatagramSink
    {
        public void Accept(in ReceivedDatagram datagram) => decoder.AcceptOpening(datagram);
    }
}
