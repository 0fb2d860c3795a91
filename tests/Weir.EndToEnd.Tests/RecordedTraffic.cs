using System.Net;
using System.Net.Sockets;
using System.Text;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>
/// A capture of real traffic between two namespaces, recorded once for the suite: HTTP by curl, iperf3 over TCP and UDP, DNS queries,
/// ping over IPv4 and IPv6, and pings large enough to be fragmented.
/// </summary>
public sealed class RecordedTraffic : IDisposable
{
    private const int HttpPort = 8080;
    private const int DnsPort = 53;
    private readonly TemporaryDirectory _directory = new();
    private readonly Lazy<string> _capture;

    public RecordedTraffic() => _capture = new(Record);

    /// <summary>Path of the capture, a pcap file of Ethernet frames.</summary>
    public string Capture => _capture.Value;

    public void Dispose() => _directory.Dispose();

    private string Record()
    {
        Tool.Require("tcpdump", "iperf3", "ping", "curl");
        string path = _directory["traffic.pcap"];
        using var pair = NamespacePair.Create();
        using LiveCapture capture = LiveCapture.Of(pair.Left, NamespacePair.LeftInterface, path);

        using var serving = new CancellationTokenSource();
        Thread http = NamespacePair.Run(pair.Right, () => ServeHttp(serving.Token));
        Thread dns = NamespacePair.Run(pair.Right, () => ServeDns(serving.Token));
        using RunningTool iperf = NamespacePair.Start(pair.Right, "iperf3", "-s", "--forceflush");
        iperf.WaitForText("listening", TimeSpan.FromSeconds(10));

        foreach (string address in new[] { "10.77.0.2", "fd77::2" })
        {
            string host = address.Contains(':') ? $"[{address}]" : address;
            for (int i = 0; i < 5; i++) NamespacePair.Output(pair.Left, "curl", "-sS", "--retry", "5", "--retry-connrefused", "-o", "/dev/null", $"http://{host}:{HttpPort}/");
            NamespacePair.Output(pair.Left, "ping", "-c", "3", "-i", "0.05", address);
            NamespacePair.Output(pair.Left, "ping", "-c", "2", "-i", "0.05", "-s", "4000", address);
            NamespacePair.Output(pair.Left, "iperf3", "-c", address, "-n", "2M");
            NamespacePair.Output(pair.Left, "iperf3", "-c", address, "-u", "-b", "20M", "-n", "1M");
        }

        NamespacePair.Run(pair.Left, AskDns).Join();
        serving.Cancel();
        http.Join();
        dns.Join();
        return path;
    }

    private static void ServeHttp(CancellationToken stop)
    {
        byte[] answer = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 20000\r\nConnection: close\r\n\r\n" + new string('w', 20_000));
        using var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        listener.Bind(new IPEndPoint(IPAddress.IPv6Any, HttpPort));
        listener.Listen();
        byte[] request = new byte[4096];
        while (!stop.IsCancellationRequested)
        {
            if (!listener.Poll(50_000, SelectMode.SelectRead)) continue;
            using Socket client = listener.Accept();
            client.Receive(request);
            client.Send(answer);
            client.Shutdown(SocketShutdown.Send);
            client.Receive(request);
        }
    }

    private static void ServeDns(CancellationToken stop)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, DnsPort));
        byte[] message = new byte[512];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        while (!stop.IsCancellationRequested)
        {
            if (!socket.Poll(50_000, SelectMode.SelectRead)) continue;
            int length = socket.ReceiveFrom(message, ref from);
            message[2] |= 0x80;
            socket.SendTo(message.AsSpan(0, length), from);
        }
    }

    private static void AskDns()
    {
        for (ushort id = 1; id <= 20; id++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 2000 };
            socket.Connect(IPAddress.Parse("10.77.0.2"), DnsPort);
            socket.Send([0, (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 4, .. "weir"u8, 4, .. "test"u8, 0, 0, 1, 0, 1]);
            socket.Receive(new byte[512]);
        }
    }
}
