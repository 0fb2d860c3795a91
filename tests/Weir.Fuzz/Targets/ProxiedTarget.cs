using Weir.Collector.Listening;
using Weir.Collector.Listening.Proxying;
using Weir.Wire.Primitives;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>Datagrams of all protocols that a proxy passes on with a header, to the end of the way: whose they are, the decoder, the ledger, the dissector.</summary>
internal sealed class ProxiedTarget : IFuzzTarget
{
    /// <summary>Datagrams of each protocol, so that none of them crowds the others out.</summary>
    private const int OfEach = 16;

    private readonly DatagramTarget _behind = new("proxied", "netflow5.pcap", "netflow9.pcap", "ipfix.pcap", "sflow.pcap");
    private readonly ListenerMetrics _metrics = new();
    private readonly OneDatagram _source = new();
    private readonly ProxiedSource _proxied;
    private readonly Counting _sink;

    public ProxiedTarget()
    {
        _sink = new(_behind);
        _proxied = new(_source, TrustedProxies.Loopback, _metrics);
    }

    public string Name => _behind.Name;

    public IReadOnlyList<byte[]> Corpus { get; } =
    [
        .. ((string[])["netflow5.pcap", "netflow9.pcap", "ipfix.pcap", "sflow.pcap"]).SelectMany(static capture => CorpusFile.Datagrams(capture).Take(OfEach))
            .Select(static (datagram, i) => (byte[])[.. (i % 3) switch { 0 => ProxyHeaders.Datagram4, 1 => ProxyHeaders.Datagram6, _ => ProxyHeaders.Local }, .. datagram]),
    ];

    public void Restart() => _behind.Restart();

    public void Take(ReadOnlySpan<byte> input)
    {
        long before = _metrics.DroppedProxyHeader.Value;
        int taken = _sink.Taken;
        _source.Give(input, _proxied, _sink);
        // It goes on, it is dropped and counted, or there was nothing behind the header.
        Assert.InRange(_sink.Taken - taken + (_metrics.DroppedProxyHeader.Value - before), 0, 1);
    }

    public void Dispose() => _behind.Dispose();

    /// <summary>A source that has one datagram at a time, of a proxy on this host.</summary>
    private sealed unsafe class OneDatagram : IDatagramSource
    {
        private byte* _octets;
        private int _length;

        public void Open()
        {
        }

        // The input stays where it is, before memory that may not be read.
        public void Give(ReadOnlySpan<byte> input, ProxiedSource proxied, IDatagramSink sink)
        {
            fixed (byte* octets = input)
            {
                _octets = octets;
                _length = input.Length;
                proxied.Receive(sink, 0);
            }
        }

        public DatagramReadStatus Receive(IDatagramSink sink, int milliseconds)
        {
            sink.Accept(new(1, IpAddress.FromV4(0x7F000001), 1, new(_octets, _length)));
            return DatagramReadStatus.Datagrams;
        }

        public void Dispose()
        {
        }
    }

    private sealed class Counting(IDatagramSink sink) : IDatagramSink
    {
        public int Taken { get; private set; }

        public void Accept(in ReceivedDatagram datagram)
        {
            Taken++;
            Assert.False(datagram.Payload.IsEmpty);
            sink.Accept(datagram);
        }
    }
}
