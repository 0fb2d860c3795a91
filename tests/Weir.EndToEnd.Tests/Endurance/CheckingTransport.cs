using System.Buffers.Binary;
using Weir.Collector.Decoding;
using Weir.Collector.Listening;
using Weir.Exporter.Exporting;
using Weir.Exporter.Transport;
using Weir.Testing;
using Weir.Wire.Primitives;

namespace Weir.EndToEnd.Tests.Endurance;

/// <summary>
/// Reads each message's header by hand: the sequence must go on where it was, modulo 2^32. Our own decoder reads the records.
/// </summary>
internal sealed class CheckingTransport : ITransport
{
    private readonly ExportProtocol _protocol;
    private readonly ManualClock _clock;
    private readonly DatagramDecoder _decoder;
    private uint? _expected;
    private uint _sequence;
    private uint _uptime;

    public CheckingTransport(ExportProtocol protocol, ManualClock clock)
    {
        _protocol = protocol;
        _clock = clock;
        _decoder = new(new RecordSums.Sink(Sums));
    }

    public RecordSums Sums { get; } = new();

    public long Messages { get; private set; }

    /// <summary>Messages whose number was not the one after the message before.</summary>
    public long Gaps { get; private set; }

    /// <summary>Times the sequence began again at 0.</summary>
    public int SequenceWraps { get; private set; }

    /// <summary>Times sysUptime went back.</summary>
    public int UptimeWraps { get; private set; }

    /// <summary>Those of them that lie within what is kept.</summary>
    public int KeptUptimeWraps { get; private set; }

    /// <summary>What <see cref="Kept"/> is being added to.</summary>
    public bool KeepsMessages { get; set; }

    public List<byte[]> Kept { get; } = [];

    public DatagramDecoder Decoder => _decoder;

    public int MaxMessageLength => 1472;

    public SendResult Send(ReadOnlySpan<byte> message)
    {
        Messages++;
        uint sequence = Field(message, _protocol switch { ExportProtocol.NetFlow5 => 16, ExportProtocol.NetFlow9 => 12, ExportProtocol.Ipfix => 8, _ => 16 });
        // How many data records an IPFIX message has only who knows the templates can tell; the decoder watches that.
        if (_protocol != ExportProtocol.Ipfix && sequence != (_expected ?? sequence)) Gaps++;
        uint step = _protocol == ExportProtocol.NetFlow5 ? BinaryPrimitives.ReadUInt16BigEndian(message[2..]) : 1u;
        if (sequence < _sequence) SequenceWraps++;
        _sequence = sequence;
        _expected = unchecked(sequence + step);
        if (_protocol != ExportProtocol.Ipfix) WatchUptime(Field(message, _protocol == ExportProtocol.SFlow ? 20 : 4));
        if (KeepsMessages) Kept.Add(message.ToArray());
        long nowNs = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        if (_protocol != ExportProtocol.SFlow) _decoder.Accept(new ReceivedDatagram(nowNs, IpAddress.FromV4(0xC0000201), 4739, message));
        return SendResult.Sent;
    }

    public void Dispose()
    {
    }

    private void WatchUptime(uint uptime)
    {
        if (uptime < _uptime)
        {
            UptimeWraps++;
            if (KeepsMessages) KeptUptimeWraps++;
        }

        _uptime = uptime;
    }

    private static uint Field(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt32BigEndian(message[at..]);
}
