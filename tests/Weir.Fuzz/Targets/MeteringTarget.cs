using Weir.Capture.PcapFile;
using Weir.Exporter.Exporting;
using Weir.Exporter.Metering;
using Weir.Exporter.Transport;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>A whole exporter over a mutated capture: parsing, the flow table, and every protocol's encoder. What the records say adds up to what was metered.</summary>
internal sealed class MeteringTarget : IFuzzTarget
{
    private static readonly MeteringOptions Options = new() { MaxFlows = 64, Tunnels = TunnelMode.Both };

    private readonly ManualClock _clock = new();

    public string Name => "metering";

    public IReadOnlyList<byte[]> Corpus { get; } = [CorpusFile.Octets("traffic.pcap"), .. CaptureSeeds.PcapNg()];

    public void Restart()
    {
    }

    public void Take(ReadOnlySpan<byte> input)
    {
        CaptureFileSource source;
        try
        {
            source = CaptureFile.Open(new MemoryStream(input.ToArray()), Name);
        }
        catch (CaptureFileException)
        {
            return;
        }

        using var exporting = new Sessions(Enum.GetValues<ExportProtocol>().Select(protocol => new CollectorSession(new() { Name = "", Protocol = protocol }, new Nowhere(), _clock)));
        using (source)
        using (var metering = new MeteringProcess(Options, new FlowKeyHash(1), exporting, _clock))
        {
            MeteringSummary summary = metering.Run(source, default);
            foreach (CollectorSession session in exporting.All)
            {
                long told = session.Options.Protocol == ExportProtocol.SFlow ? summary.Records : session.Metrics.Records + session.Metrics.NotExportable;
                Assert.True(told >= summary.Records);
            }
        }
    }

    public void Dispose()
    {
    }

    private sealed class Nowhere : ITransport
    {
        public int MaxMessageLength => 1400;

        public SendResult Send(ReadOnlySpan<byte> message)
        {
            Assert.InRange(message.Length, 1, MaxMessageLength);
            return SendResult.Sent;
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Sessions of all protocols, written to on the calling thread: what they throw is seen.</summary>
    private sealed class Sessions(IEnumerable<CollectorSession> sessions) : IFlowSink, IDisposable
    {
        public CollectorSession[] All { get; } = [.. sessions];

        public void Write(FlowBatch batch)
        {
            foreach (CollectorSession session in All) session.Write(batch, 0, batch.Count);
        }

        public void Dispose()
        {
            foreach (CollectorSession session in All) session.Dispose();
        }
    }
}
