using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>One of nfdump's collectors (nfcapd for NetFlow and IPFIX, sfcapd for sFlow), and nfdump to read what it wrote.</summary>
internal sealed class Nfcapd : IDisposable
{
    private const int MessagesInFlight = 50; // far fewer than its buffer holds
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly RunningTool _running;
    private readonly string _directory;

    private Nfcapd(RunningTool running, string directory, int port)
    {
        _running = running;
        _directory = directory;
        Port = port;
    }

    public int Port { get; }

    public static Nfcapd Start(string collector, string directory)
    {
        Tool.Require(collector, "nfdump");
        Directory.CreateDirectory(directory);
        int port = FreePort.Udp();
        RunningTool running = RunningTool.Start(
            collector, ["-b", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-l", directory, "-t", "3600", "-B", "16777216"]);
        running.WaitForText("Startup", Patience);
        return new(running, directory, port);
    }

    /// <summary>Sends messages from one socket, not faster than they are read.</summary>
    public void Send(IEnumerable<byte[]> messages)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(IPAddress.Loopback, Port);
        foreach ((int i, byte[] message) in messages.Index())
        {
            socket.Send(message);
            if (i % MessagesInFlight == 0) UdpQueue.WaitUntilRead(Port, Patience);
        }
    }

    /// <summary>Ends the collector and has nfdump print the records in a format, times in UTC.</summary>
    public string StopAndPrint(string format) => Tool.Output("env", "TZ=UTC", "nfdump", "-q", "-N", "-r", StopAndFind(), "-o", format);

    /// <summary>Ends the collector and reads its totals.</summary>
    public NfdumpTotals StopAndSum()
    {
        string text = Tool.Output("nfdump", "-r", StopAndFind(), "-I");
        return new(Field(text, "Flows"), Field(text, "Packets"), Field(text, "Bytes"), Field(text, "Sequence failures"));
    }

    public void Dispose() => _running.Dispose();

    /// <summary>Ends the collector and gives the file that it wrote.</summary>
    public string StopAndFind()
    {
        UdpQueue.WaitUntilRead(Port, Patience, _running.Id);
        _running.Stop();
        return Directory.GetFiles(_directory, "nfcapd.2*").Single();
    }

    private static long Field(string text, string name) =>
        long.Parse(text.Split('\n').First(line => line.StartsWith(name + ":", StringComparison.Ordinal)).AsSpan(name.Length + 1), CultureInfo.InvariantCulture);
}

/// <summary>What nfdump says of a file.</summary>
internal sealed record NfdumpTotals(long Flows, long Packets, long Octets, long SequenceFailures);
