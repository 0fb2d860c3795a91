using Weir.Wire.Primitives;
using Weir.Wire.Proxy;

namespace Weir.Collector.Listening.Proxying;

/// <summary>
/// A source whose proxies put a header before each datagram, which is taken off: the datagram is from whom the header tells. What a
/// proxy sends without one, or with nothing behind it, is dropped and counted; what others send stays as it is.
/// </summary>
public sealed class ProxiedSource(IDatagramSource source, TrustedProxies proxies, ListenerMetrics metrics) : IDatagramSource
{
    private readonly Unwrapping _unwrapping = new(proxies, metrics);

    /// <inheritdoc/>
    public void Open() => source.Open();

    /// <inheritdoc/>
    public DatagramReadStatus Receive(IDatagramSink sink, int milliseconds)
    {
        _unwrapping.Sink = sink;
        return source.Receive(_unwrapping, milliseconds);
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    private sealed class Unwrapping(TrustedProxies proxies, ListenerMetrics metrics) : IDatagramSink
    {
        public IDatagramSink? Sink { get; set; }

        public void Accept(in ReceivedDatagram datagram)
        {
            if (!proxies.Contains(datagram.ExporterAddress))
            {
                Sink!.Accept(in datagram);
                return;
            }

            if (ProxyHeader.TryRead(datagram.Payload, out ProxyHeader header) != DecodeStatus.Ok)
            {
                metrics.DroppedProxyHeader.Increment();
                return;
            }

            ReadOnlySpan<byte> payload = datagram.Payload[header.Length..];
            if (payload.IsEmpty) return; // a proxy that asks whether we are there
            IpAddress address = header.IsTold ? header.Source : datagram.ExporterAddress;
            Sink!.Accept(new(datagram.TimeReceivedNs, address, header.IsTold ? header.SourcePort : datagram.ExporterPort, payload, datagram.Origin));
        }
    }
}
