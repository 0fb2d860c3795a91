using System.Net.Sockets;
using System.Text.Json;

namespace Weir.App.Operating;

/// <summary>The names of a running process's collectors, for completion: quickly, or none.</summary>
internal static class CollectorNames
{
    private const int MaxAnswer = 1 << 20;

    // A running Weir answers in 30 ms on a machine with seven times as much to do as it can; who waits longer than a second types on.
    private const int PatienceMilliseconds = 1000;

    /// <summary>Asks at a control socket; gives nothing where nobody answers.</summary>
    public static IReadOnlyList<string> Of(string path)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = PatienceMilliseconds, SendTimeout = PatienceMilliseconds };
            socket.Connect(new UnixDomainSocketEndPoint(path));
            socket.Send(new ControlRequest("show flow-export").ToLine());
            using var answer = new MemoryStream();
            byte[] buffer = new byte[16 << 10];
            while (answer.Length < MaxAnswer && socket.Receive(buffer) is > 0 and var read) answer.Write(buffer, 0, read);
            using JsonDocument document = JsonDocument.Parse(answer.ToArray());
            return document.RootElement.TryGetProperty("result", out JsonElement result) && result.ValueKind == JsonValueKind.Array
                ? [.. result.EnumerateArray().Select(static collector => collector.GetProperty("name").GetString() ?? "")]
                : [];
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
    }
}
