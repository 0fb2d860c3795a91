using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Weir.App.Commands;
using Weir.App.Shell;

namespace Weir.App.Operating;

/// <summary>Asks a running <c>weir run</c>.</summary>
internal static class ControlClient
{
    /// <summary>Octets of the longest answer taken: as many flows as may be shown.</summary>
    private const int MaxAnswer = 256 << 20;

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Asks, and prints the result as JSON, or as a table of some columns.</summary>
    /// <exception cref="RunException">Nobody answers, or the answer is an error.</exception>
    public static async Task<int> PrintAsync(string path, ControlRequest request, CancellationToken cancellation, IReadOnlyList<string>? table = null)
    {
        using JsonDocument answer = await AskAsync(path, request, cancellation);
        if (answer.RootElement.TryGetProperty("error", out JsonElement error)) throw new RunException(error.GetString() ?? "");
        return await PrintAsync(answer.RootElement.GetProperty("result"), table, cancellation);
    }

    /// <summary>Prints an answer as JSON, or as a table of some columns.</summary>
    public static async Task<int> PrintAsync(JsonElement answer, IReadOnlyList<string>? table, CancellationToken cancellation)
    {
        if (table is not null)
        {
            await Console.Out.WriteAsync(AnswerText.Table(Answer.Of(answer.GetRawText()), table).AsMemory(), cancellation);
            return ExitCode.Ok;
        }

        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets, Indented)) answer.WriteTo(json);
        await Console.Out.WriteLineAsync(Encoding.UTF8.GetString(octets.GetBuffer().AsSpan(0, (int)octets.Length)).AsMemory(), cancellation);
        return ExitCode.Ok;
    }

    private static async Task<JsonDocument> AskAsync(string path, ControlRequest request, CancellationToken cancellation)
    {
        if (!File.Exists(path)) throw new RunException($"no weir run answers at {path}: there is no such socket; start one, or say where it is with --socket");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            await socket.SendAsync(request.ToLine(), SocketFlags.None, cancellation);
            using var answer = new MemoryStream();
            byte[] buffer = new byte[64 << 10];
            while (await socket.ReceiveAsync(buffer, SocketFlags.None, cancellation) is > 0 and var read)
            {
                if (answer.Length + read > MaxAnswer) throw new RunException($"the answer is longer than {MaxAnswer} octets");
                answer.Write(buffer, 0, read);
            }

            return JsonDocument.Parse(answer.ToArray());
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            throw new RunException($"no weir run answers at {path}: {failure.Message}; start one, or say where it is with --socket");
        }
        catch (JsonException)
        {
            throw new RunException($"what answers at {path} is not weir run");
        }
    }
}
