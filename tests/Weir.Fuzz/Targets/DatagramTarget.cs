using System.Buffers;
using System.Text.Json;
using Weir.Collector.Decoding;
using Weir.Collector.Dissecting;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Wire.Primitives;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>All that reads received messages of one protocol: the decoder, the ledger of templates, and the dissector.</summary>
internal sealed class DatagramTarget(string name, params string[] captures) : IFuzzTarget, IDatagramSink
{
    /// <summary>One of so many inputs is dissected as well, which takes longer than all else.</summary>
    private const int BetweenDissections = 8;

    private static readonly SessionOptions Options = new() { MaxSessions = 16, MaxTemplatesPerSession = 32, MaxTemplateOctets = 8192, MaxApplicationsPerSession = 64, AcceptWithdrawals = true };

    private readonly ArrayBufferWriter<byte> _line = new();
    private DatagramDecoder _decoder = null!;
    private TemplateLedger _ledger = null!;
    private MessageDissector? _dissector;
    private int _taken;

    public string Name => name;

    public IReadOnlyList<byte[]> Corpus { get; } = [.. captures.SelectMany(CorpusFile.Datagrams)];

    /// <summary>Sessions of exporters, as the decoder has them.</summary>
    public int Sessions => _decoder.Sessions.Count;

    public void Restart()
    {
        _dissector?.Dispose();
        _decoder = new(new Nowhere(), Options);
        _ledger = new(Options);
        _dissector = new(Options);
        _taken = 0;
    }

    public void Take(ReadOnlySpan<byte> input) => Accept(new(_taken, IpAddress.FromV4(0xC0000201), 1, input));

    public void Accept(in ReceivedDatagram datagram)
    {
        if (_dissector is null) Restart();
        _decoder.Accept(in datagram);
        _ledger.Observe(in datagram);
        if (_taken++ % BetweenDissections == 0) Dissect(in datagram);
        if (_taken % 256 != 0) return;
        _decoder.Flush();
        Assert.InRange(_decoder.Sessions.Count, 0, Options.MaxSessions);
        Assert.All(_decoder.Sessions.All, static session => Assert.InRange(session.Templates.Count, 0, Options.MaxTemplatesPerSession));
        Assert.All(_decoder.Sessions.All, static session => Assert.InRange(session.Applications.Count, 0, Options.MaxApplicationsPerSession));
    }

    public void Dispose() => _dissector?.Dispose();

    // One line of valid JSON, whatever came.
    private void Dissect(in ReceivedDatagram datagram)
    {
        _line.ResetWrittenCount();
        _dissector!.Dissect(in datagram, _line);
        Assert.Equal(_line.WrittenCount - 1, _line.WrittenSpan.IndexOf((byte)'\n'));
        JsonDocument.Parse(_line.WrittenMemory).Dispose();
    }

    private sealed class Nowhere : IFlowSink
    {
        public void Write(FlowBatch batch)
        {
        }
    }
}
