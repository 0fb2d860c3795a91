using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Weir.Collector.Diagnostics;
using Weir.Collector.Listening.Interop;
using Weir.Wire.Primitives;

namespace Weir.Collector.Listening;

/// <summary>Receives datagrams on one or more sockets, many with each call. One thread serves all of them.</summary>
public sealed class UdpListener(UdpListenerOptions options, ListenerMetrics metrics, TimeProvider time, ILogger logger) : IDatagramSource
{
    /// <summary>How often the kernel is asked for its drops while busy. 100 ms: as often as an idle listener asks.</summary>
    private static readonly TimeSpan DropsInterval = TimeSpan.FromMilliseconds(100);

    private readonly List<UdpSocket> _sockets = [];
    private readonly List<IPEndPoint> _asked = [];
    private readonly LogInterval _dropsDue = new(time, DropsInterval);
    private readonly LogInterval _dropsComplaint = new(time, TimeSpan.FromSeconds(10));
    private readonly LogInterval _errorComplaint = new(time, TimeSpan.FromSeconds(10));
    private ReceiveBatch? _batch;
    private SocketCalls.PollFd[] _polled = [];
    private long _dropsUnsaid;

    /// <summary>Where the sockets are bound, once open; the ports are told where any was asked for.</summary>
    public IReadOnlyList<IPEndPoint> LocalEndpoints => [.. _sockets.Select(socket => socket.LocalEndpoint)];

    /// <summary>Binds all sockets.</summary>
    /// <exception cref="ListenException">One of them can not be bound; none is then.</exception>
    public void Open()
    {
        try
        {
            foreach (IPEndPoint endpoint in options.Endpoints)
            {
                UdpSocket socket = options.Sockets?.Take(endpoint) ?? UdpSocket.Bind(endpoint, options.ReceiveBufferBytes, options.IsShared);
                _sockets.Add(socket);
                _asked.Add(endpoint);
                ListenerLog.Listening(logger, socket.LocalEndpoint, socket.ReceiveBufferBytes);
                if (socket.ReceiveBufferBytes >= options.ReceiveBufferBytes) continue;
                ListenerLog.SmallBuffer(logger, socket.LocalEndpoint, socket.ReceiveBufferBytes, options.ReceiveBufferBytes);
                if (metrics.CappedBufferOctets > 0 && metrics.CappedBufferOctets <= socket.ReceiveBufferBytes) continue;
                (metrics.CappedBufferOctets, metrics.WantedBufferOctets) = (socket.ReceiveBufferBytes, options.ReceiveBufferBytes);
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        _batch = new ReceiveBatch(options.BatchSize, options.MaxDatagramBytes);
        _polled = GC.AllocateArray<SocketCalls.PollFd>(_sockets.Count, pinned: true);
        for (int i = 0; i < _polled.Length; i++) _polled[i] = new() { Socket = _sockets[i].Descriptor, Events = SocketCalls.PollIn };
    }

    /// <inheritdoc/>
    public DatagramReadStatus Receive(IDatagramSink sink, int milliseconds)
    {
        // While datagrams come as fast as they are taken there is nothing to wait for: the sockets are asked first.
        if (ReceiveFromAll(sink)) return DatagramReadStatus.Datagrams;
        if (milliseconds > 0)
        {
            long began = time.GetTimestamp();
            bool comes = Wait(milliseconds);
            // They come one after another: to be woken for each would cost more than to take it.
            if (comes && time.GetElapsedTime(began) < TimeSpan.FromMilliseconds(options.GatherMilliseconds) / 4) Gather();
            if (comes && ReceiveFromAll(sink)) return DatagramReadStatus.Datagrams;
        }

        CountDrops();
        return DatagramReadStatus.Idle;
    }

    /// <summary>Answers from the first socket.</summary>
    internal void Send(ReadOnlySpan<byte> datagram, IpAddress address, ushort port) => _sockets[0].Send(datagram, address, port);

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int i = 0; i < _sockets.Count; i++)
        {
            if (options.Sockets is { } kept) kept.Give(_asked[i], _sockets[i]);
            else _sockets[i].Dispose();
        }

        _sockets.Clear();
        _asked.Clear();
        _batch?.Dispose();
        _batch = null;
    }

    private bool ReceiveFromAll(IDatagramSink sink)
    {
        bool any = false;
        foreach (UdpSocket socket in _sockets) any |= Receive(socket, sink);
        if (any && _dropsDue.IsDue()) CountDrops();
        return any;
    }

    private bool Receive(UdpSocket socket, IDatagramSink sink)
    {
        ReceiveBatch batch = _batch!;
        int count = batch.Receive(socket.Descriptor);
        if (count <= 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (count < 0 && error is not (SocketCalls.WouldBlock or SocketCalls.Interrupted)) Complain(socket, error);
            return false;
        }

        long nowNs = time.GetUnixNs();
        long octets = 0;
        int tooLong = 0;
        for (int i = 0; i < count; i++)
        {
            if (batch.IsTruncated(i))
            {
                tooLong++;
                continue;
            }

            ReceivedDatagram datagram = batch[i, nowNs];
            octets += datagram.Payload.Length;
            sink.Accept(in datagram);
        }

        metrics.Batches.Increment();
        metrics.Datagrams.Add(count - tooLong);
        metrics.Octets.Add(octets);
        metrics.DroppedTooLong.Add(tooLong);
        return true;
    }

    private unsafe bool Wait(int milliseconds)
    {
        fixed (SocketCalls.PollFd* polled = _polled) return SocketCalls.Poll(polled, (nuint)_polled.Length, milliseconds) > 0;
    }

    private unsafe void Gather() => _ = SocketCalls.Poll(null, 0, options.GatherMilliseconds);

    private void CountDrops()
    {
        foreach (UdpSocket socket in _sockets)
        {
            long drops = socket.TakeDrops();
            if (drops == 0) continue;
            metrics.KernelDrops.Add(drops);
            _dropsUnsaid += drops;
            if (!_dropsComplaint.IsDue()) continue;
            ListenerLog.KernelDrops(logger, socket.LocalEndpoint, _dropsUnsaid);
            _dropsUnsaid = 0;
        }
    }

    private void Complain(UdpSocket socket, int error)
    {
        metrics.Errors.Increment();
        if (_errorComplaint.IsDue()) ListenerLog.ReceiveFailed(logger, socket.LocalEndpoint, Marshal.GetPInvokeErrorMessage(error));
    }
}
