using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Weir.Testing.Packets;

namespace Weir.EndToEnd.Tests;

/// <summary>A port that keeps all that is sent to it, for tshark. On the loopback interface nothing is under way when the sender has ended.</summary>
internal sealed class DatagramRecorder : IDisposable
{
    private const int SolSocket = 1;
    private const int ReceiveBufferForce = 33;
    private const int BufferOctets = 64 << 20;

    private readonly List<byte[]> _messages = [];
    private readonly byte[] _buffer = new byte[ushort.MaxValue];
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public DatagramRecorder()
    {
        if (Environment.IsPrivilegedProcess) _socket.SetRawSocketOption(SolSocket, ReceiveBufferForce, BitConverter.GetBytes(BufferOctets));
        else _socket.ReceiveBufferSize = BufferOctets;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Waits until so many octets have come.</summary>
    public void WaitForOctets(long octets, TimeSpan limit)
    {
        long started = Stopwatch.GetTimestamp();
        while (_messages.Sum(static message => (long)message.Length) < octets)
        {
            if (Stopwatch.GetElapsedTime(started) > limit) throw new TimeoutException($"{octets} octets have not come to port {Port}");
            if (_socket.Poll(100_000, SelectMode.SelectRead)) TakeAll();
        }
    }

    /// <summary>Writes what has come as a capture.</summary>
    public void Save(string path)
    {
        TakeAll();
        Save(path, _messages, Port);
    }

    /// <summary>Writes messages as a capture of datagrams, however they have come.</summary>
    public static void Save(string path, IEnumerable<byte[]> messages, int port) => File.WriteAllBytes(path, PcapWriter.File(messages.Select(message =>
        FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Udp(40_000, (ushort)port).Octets(message).Build())));

    /// <summary>Writes what has come as messages one after another.</summary>
    public void SaveMessages(string path)
    {
        TakeAll();
        File.WriteAllBytes(path, [.. _messages.SelectMany(static message => message)]);
    }

    public void Dispose() => _socket.Dispose();

    private void TakeAll()
    {
        while (_socket.Available > 0) _messages.Add(_buffer[.._socket.Receive(_buffer)]);
    }
}
