using System.Globalization;
using System.Text;

namespace Weir.Testing.Kubernetes;

/// <summary>The way back to who asked a <see cref="FakeApi"/>: HTTP/1.1 by hand, so that it can be wrong.</summary>
/// <param name="stream">The connection.</param>
/// <param name="stop">The end of the test.</param>
public sealed class ApiExchange(Stream stream, CancellationToken stop)
{
    /// <summary>A whole answer.</summary>
    public Task SendAsync(int status, string body) => SendRawAsync(
        string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));

    /// <summary>The head of an answer of any length.</summary>
    public Task BeginWatchAsync() => SendRawAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");

    /// <summary>A line, in a chunk of its own.</summary>
    public Task SendLineAsync(string line) => SendPartAsync(line + "\n");

    /// <summary>Any octets, in a chunk of their own.</summary>
    public Task SendPartAsync(string part) => SendRawAsync(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(part):x}\r\n{part}\r\n"));

    /// <summary>The end of such an answer.</summary>
    public Task EndWatchAsync() => SendRawAsync("0\r\n\r\n");

    /// <summary>Nothing more, until the test ends.</summary>
    public Task WaitAsync() => Task.Delay(Timeout.Infinite, stop);

    /// <summary>Breaks the connection.</summary>
    public static Task BreakAsync() => throw new IOException("broken by the test");

    /// <summary>Octets as they are.</summary>
    public async Task SendRawAsync(string text)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop);
        await stream.FlushAsync(stop);
    }
}
