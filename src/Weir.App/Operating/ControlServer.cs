using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Weir.App.Commands;

namespace Weir.App.Operating;

/// <summary>
/// The control socket: a Unix socket that only its owner may use (0600). One request for a connection, so many connections at once
/// and so long a request as stand here.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private const int MaxConnections = 8;
    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly Func<ControlRequest, Utf8JsonWriter, Task<string?>> _do;
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _connections = new(MaxConnections);
    private Task _accepting = Task.CompletedTask;

    private ControlServer(string path, Func<ControlRequest, Utf8JsonWriter, Task<string?>> handler, Socket socket)
    {
        _path = path;
        _do = handler;
        _socket = socket;
    }

    /// <summary>Where it is.</summary>
    public string Path => _path;

    /// <summary>Makes the socket and begins to answer.</summary>
    /// <param name="path">Where. What an earlier process left there is removed.</param>
    /// <param name="handler">Does a request and writes its result; gives what was wrong, if anything.</param>
    /// <exception cref="RunException">The socket cannot be made, or another process answers there.</exception>
    public static ControlServer Start(string path, Func<ControlRequest, Utf8JsonWriter, Task<string?>> handler)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (System.IO.Path.GetDirectoryName(path) is { Length: > 0 } directory) Directory.CreateDirectory(directory);
            RemoveStale(path);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            // Before it listens nobody can connect, so there is no moment in which others may.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(MaxConnections);
        }
        catch (Exception failure) when (failure is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            socket.Dispose();
            throw new RunException($"control socket {path} cannot be made: {failure.Message}; choose another: control {{ socket PATH; }}");
        }

        var server = new ControlServer(path, handler, socket);
        server._accepting = server.AcceptAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
#pragma warning disable VSTHRD003 // There is no synchronization context that could wait for itself.
        await _accepting;
#pragma warning restore VSTHRD003
        // Those that are answered now get their answers.
        for (int i = 0; i < MaxConnections; i++) await _connections.WaitAsync(TimeSpan.FromSeconds(1));
        File.Delete(_path);
        _connections.Dispose();
        _stop.Dispose();
    }

    private static void RemoveStale(string path)
    {
        if (!File.Exists(path)) return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // A socket that nobody listens on; a file of another kind refuses as well, and must not be lost.
            if (new FileInfo(path).Length == 0) File.Delete(path);
            return;
        }

        throw new IOException("another weir run answers there");
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _connections.WaitAsync(_stop.Token);
                Socket client = await _socket.AcceptAsync(_stop.Token);
                _ = AnswerAsync(client);
            }
            catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException)
            {
                if (failure is ObjectDisposedException || _stop.IsCancellationRequested) return;
            }
            catch (SocketException)
            {
                // One client that went before it was answered.
                _connections.Release();
            }
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        try
        {
            using (client)
            {
                using var time = new CancellationTokenSource(RequestTime);
                byte[] answer = await ReadAsync(client, time.Token) is { } line ? await ResultAsync(line) : Error("want one line of JSON");
                await client.SendAsync(answer, SocketFlags.None, time.Token);
            }
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or IOException)
        {
            // The client went away or was too slow: its loss.
        }
        finally
        {
            try
            {
                _connections.Release();
            }
            catch (ObjectDisposedException)
            {
                // The server ended without waiting for this one any longer.
            }
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(Socket client, CancellationToken cancellation)
    {
        byte[] buffer = new byte[ControlRequest.MaxOctets];
        int length = 0;
        while (length < buffer.Length)
        {
            int read = await client.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, cancellation);
            if (read == 0) return null;
            int end = buffer.AsSpan(length, read).IndexOf((byte)'\n');
            if (end >= 0) return buffer.AsMemory(0, length + end);
            length += read;
        }

        return null;
    }

    private async Task<byte[]> ResultAsync(ReadOnlyMemory<byte> line)
    {
        if (PlainVerb(line.Span) is { } verb) return await PlainAsync(verb);
        if (ControlRequest.Parse(line) is not { } request) return Error("this is not a request");
        using var octets = new MemoryStream();
        try
        {
            await using var json = new Utf8JsonWriter(octets);
            json.WriteStartObject();
            json.WritePropertyName("result");
            if (await _do(request, json) is { } wrong) return Error(wrong);
            json.WriteEndObject();
        }
        catch (Exception failure)
        {
            // A defect in one answer must not end the service.
            return Error($"{request.Command} failed: {failure.Message}");
        }

        octets.WriteByte((byte)'\n');
        return octets.ToArray();
    }

    // What softflowctl sends: the verb alone. It is answered with the result alone, for people.
    private static string? PlainVerb(ReadOnlySpan<byte> line)
    {
        string word = Encoding.ASCII.GetString(line).Trim();
        return ControlCommands.Verbs.Contains(word, StringComparer.Ordinal) ? word : null;
    }

    private async Task<byte[]> PlainAsync(string verb)
    {
        using var octets = new MemoryStream();
        try
        {
            await using var json = new Utf8JsonWriter(octets, new JsonWriterOptions { Indented = true });
            if (await _do(new ControlRequest(verb), json) is { } wrong) return Encoding.UTF8.GetBytes($"{wrong}\n");
        }
        catch (Exception failure)
        {
            // A defect in one answer must not end the service.
            return Encoding.UTF8.GetBytes($"{verb} failed: {failure.Message}\n");
        }

        octets.WriteByte((byte)'\n');
        return octets.ToArray();
    }

    private static byte[] Error(string message)
    {
        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartObject();
            json.WriteString("error", message);
            json.WriteEndObject();
        }

        octets.WriteByte((byte)'\n');
        return octets.ToArray();
    }
}
