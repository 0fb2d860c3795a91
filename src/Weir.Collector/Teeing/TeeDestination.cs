using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Weir.Collector.Diagnostics;
using Weir.Collector.Listening;
using Weir.Collector.Listening.Interop;
using Weir.Collector.Sessions;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Collector.Teeing;

/// <summary>Sends datagrams to one other collector. Unless it is told to wait, what the network does not take at once is dropped and counted. For one thread.</summary>
internal sealed class TeeDestination(TeeOptions options, TeeMetrics metrics, Random random, TimeProvider time, ILogger logger) : IDisposable
{
    private const int RawProtocol = 255; // IPPROTO_RAW: the IP header is ours

    private readonly IpAddress _target = IpAddress.From(options.EndPoint.Address);
    private readonly byte[] _packet = GC.AllocateUninitializedArray<byte>(SpoofedDatagram.MaxHeaderSize + ushort.MaxValue, pinned: true);
    private readonly LogInterval _complaint = new(time, TimeSpan.FromSeconds(10));
    private Socket? _socket;
    private int _descriptor;

    /// <summary>Makes the socket.</summary>
    /// <exception cref="IOException">It may not be made, or there is no way to the other collector.</exception>
    public void Open()
    {
        IPEndPoint to = options.EndPoint;
        try
        {
            _socket = options.KeepsSource
                ? new(to.AddressFamily, SocketType.Raw, (ProtocolType)RawProtocol)
                : new(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            _socket.SendBufferSize = options.SendBufferBytes;
            _socket.Connect(options.KeepsSource ? new IPEndPoint(to.Address, 0) : to);
            _descriptor = (int)_socket.Handle;
        }
        catch (SocketException e)
        {
            bool isForbidden = e.SocketErrorCode is SocketError.AccessDenied || e.NativeErrorCode == SocketCalls.NotPermitted;
            throw new IOException($"tee udp {to}: {(isForbidden ? "keeping sources needs root or CAP_NET_RAW" : e.Message)}", e);
        }
    }

    /// <summary>Sends a datagram, if it is one of those to be sent.</summary>
    public void Send(in ReceivedDatagram datagram)
    {
        if (!IsWanted(datagram.ExporterAddress)) return;
        if (options.OneIn > 1 && random.Next(options.OneIn) != 0 && !HasTemplates(datagram.Payload))
        {
            metrics.SampledOut.Increment();
            return;
        }

        if (!options.KeepsSource)
        {
            Send(datagram.Payload, datagram.Payload.Length);
        }
        else if (datagram.ExporterAddress.IsV4 != _target.IsV4)
        {
            metrics.OtherFamily.Increment();
            Complain("the exporter's address is of the other family");
        }
        else
        {
            int length = SpoofedDatagram.Write(_packet, datagram.ExporterAddress, datagram.ExporterPort, _target, (ushort)options.EndPoint.Port, datagram.Payload);
            Send(_packet.AsSpan(0, length), datagram.Payload.Length);
        }
    }

    public void Dispose() => _socket?.Dispose();

    private bool IsWanted(IpAddress exporter)
    {
        for (int i = 0; i < options.Exporters.Count; i++)
        {
            if (options.Exporters[i].Contains(exporter)) return true;
        }

        return options.Exporters.Count == 0;
    }

    private static bool HasTemplates(ReadOnlySpan<byte> payload)
    {
        if (!TemplateMessage.TryOpen(payload, out TemplateMessage message)) return false;
        while (message.Sets.TryRead(out MessageSet set))
        {
            if (set.Kind is SetKind.Templates or SetKind.OptionsTemplates) return true;
        }

        return false;
    }

    private void Send(ReadOnlySpan<byte> octets, int payload)
    {
        int error = Try(octets);
        if (error == SocketCalls.ConnectionRefused)
        {
            // This is what the host said of an earlier one.
            metrics.Refused.Increment();
            if (_complaint.IsDue()) TeeLog.Refused(logger, options.EndPoint);
            error = Try(octets);
        }

        switch (error)
        {
            case 0:
                metrics.Sent.Increment();
                metrics.Octets.Add(payload);
                break;
            case SocketCalls.WouldBlock or SocketCalls.NoBuffers:
                metrics.Full.Increment();
                Complain("the network takes no more");
                break;
            case SocketCalls.MessageTooLong:
                metrics.TooLong.Increment();
                Complain("they are longer than the path takes, and with another's address they are not divided");
                break;
            default:
                metrics.Failed.Increment();
                Complain(Marshal.GetPInvokeErrorMessage(error));
                break;
        }
    }

    private unsafe int Try(ReadOnlySpan<byte> octets)
    {
        fixed (byte* start = octets)
        {
            nint sent;
            do sent = SocketCalls.Send(_descriptor, start, (nuint)octets.Length, options.Waits ? 0 : SocketCalls.DontWait);
            while (sent < 0 && Marshal.GetLastPInvokeError() == SocketCalls.Interrupted);
            return sent < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
    }

    private void Complain(string reason)
    {
        if (_complaint.IsDue()) TeeLog.Dropped(logger, options.EndPoint, metrics.Dropped, reason);
    }
}
