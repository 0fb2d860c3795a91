using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.Exporter.Tests.Transport;

/// <summary>«openssl s_server»: what it received is what it prints.</summary>
internal sealed class OpenSslServer : IDisposable
{
    private readonly Process _process;
    private readonly MemoryStream _output = new();
    private readonly Task _reading;
    private readonly string _table;
    private bool _disposed;

    public OpenSslServer(TestCertificates certificates, (string Certificate, string Key) files, bool clientWanted, int port = 0, string version = "-dtls1_2")
    {
        Tool.Require("openssl");
        if (port == 0)
        {
            using var free = new Socket(AddressFamily.InterNetwork, IsDatagrams(version) ? SocketType.Dgram : SocketType.Stream, IsDatagrams(version) ? ProtocolType.Udp : ProtocolType.Tcp);
            free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)free.LocalEndPoint!).Port;
        }

        EndPoint = new IPEndPoint(IPAddress.Loopback, port);
        _table = IsDatagrams(version) ? "/proc/net/udp" : "/proc/net/tcp";
        var start = new ProcessStartInfo("openssl", [
            "s_server", version, "-4", .. IsDatagrams(version) ? ["-timeout"] : Array.Empty<string>(), "-quiet", "-accept", $"127.0.0.1:{port}", "-cert", files.Certificate, "-key", files.Key,
                "-CAfile", certificates.CaFile, .. clientWanted ? ["-Verify", "1", "-verify_return_error"] : Array.Empty<string>()])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
        _reading = Task.Run(ReadAsync);
    }

    public IPEndPoint EndPoint { get; }

    private static bool IsDatagrams(string version) => version.StartsWith("-dtls", StringComparison.Ordinal);

    public List<uint> Numbers
    {
        get
        {
            byte[] octets;
            lock (_output) octets = _output.ToArray();
            var numbers = new List<uint>();
            for (int at = 0; NumberedMessage.First(octets.AsSpan(at)) is { IsEmpty: false } message; at += message.Length)
            {
                if (NumberedMessage.HasData(message)) numbers.Add(NumberedMessage.Header(message).SequenceNumber);
            }

            return numbers;
        }
    }

    public Task ReadyAsync() => QueuedTransportTests.UntilAsync(() => File.ReadAllText(_table).Contains($":{EndPoint.Port:X4} ", StringComparison.Ordinal));

    public Task UntilAsync(Func<List<uint>, bool> condition) => QueuedTransportTests.UntilAsync(() => condition(Numbers));

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _process.Kill();
        _process.WaitForExit();
#pragma warning disable VSTHRD002 // The pipe ended with the process.
        _reading.Wait();
#pragma warning restore VSTHRD002
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[65536];
        while (await _process.StandardOutput.BaseStream.ReadAsync(buffer) is > 0 and var read)
        {
            lock (_output) _output.Write(buffer.AsSpan(0, read));
        }
    }
}
