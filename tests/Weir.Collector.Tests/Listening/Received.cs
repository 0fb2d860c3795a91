using Weir.Collector.Listening;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Listening;

/// <summary>Keeps or only counts what a listener gives.</summary>
internal sealed class Received(bool keep = true) : IDatagramSink
{
    public List<(byte[] Payload, IpAddress Address, ushort Port, long TimeNs)> Datagrams { get; } = [];

    public long Count { get; private set; }

    public long Octets { get; private set; }

    public void Accept(in ReceivedDatagram datagram)
    {
        Count++;
        Octets += datagram.Payload.Length;
        if (keep) Datagrams.Add((datagram.Payload.ToArray(), datagram.ExporterAddress, datagram.ExporterPort, datagram.TimeReceivedNs));
    }
}
