using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Weir.App.Demo;

/// <summary>
/// Real traffic between addresses of this host, bounded in time: a few services on 127.0.10.0/24 and clients on 127.0.20.0/24 that
/// talk to them, the first ones far more than the last, as on any network.
/// </summary>
internal sealed class LoopbackTraffic(int seed)
{
    private const int Clients = 24;
    private const int MaximumAnswerOctets = 400_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(12);
    private static readonly (byte Host, int Port, int Octets)[] Services =
        [(1, 443, 120_000), (2, 443, 60_000), (3, 80, 30_000), (4, 5432, 8_000), (5, 6379, 900), (6, 22, 3_000)];

    private static readonly IPEndPoint Resolver = new(IPAddress.Parse("127.0.10.53"), 53);

    private readonly Random _random = new(seed);

    /// <summary>Talks for a while. Services whose port is taken are left out.</summary>
    public async Task RunAsync(TimeSpan duration, TimeProvider time, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var services = new List<Task>();
        var reachable = new List<(IPEndPoint At, int Octets)>();
        foreach ((byte host, int port, int octets) in Services)
        {
            var at = new IPEndPoint(new IPAddress([127, 0, 10, host]), port);
            if (Listen(at) is not { } listener) continue;
            reachable.Add((at, octets));
            services.Add(ServeAsync(listener, ended.Token));
        }

        services.Add(ResolveAsync(ended.Token));
        long started = time.GetTimestamp();
        var conversations = new List<Task>();
        while (time.GetElapsedTime(started) < duration && !cancellation.IsCancellationRequested)
        {
            IPAddress client = new([127, 0, 20, (byte)(1 + Skewed(Clients))]);
            conversations.Add(AskResolverAsync(client, ended.Token));
            if (reachable.Count > 0)
            {
                (IPEndPoint at, int octets) = reachable[Skewed(reachable.Count)];
                conversations.Add(FetchAsync(client, at, Math.Min(MaximumAnswerOctets, (int)(octets * (0.2 + 2 * _random.NextDouble()))), ended.Token));
            }

            await Task.Delay(Pause, time, CancellationToken.None);
        }

        await Task.WhenAll(conversations);
        await ended.CancelAsync();
        await Task.WhenAll(services);
    }

    /// <summary>An index below <paramref name="count"/>; each is drawn about half as often as the one at half its rank (Zipf).</summary>
    private int Skewed(int count) => (int)Math.Pow(count + 1, _random.NextDouble()) - 1;

    private static Socket? Listen(IPEndPoint at)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(at);
            listener.Listen();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }

    private static async Task ServeAsync(Socket listener, CancellationToken ended)
    {
        using (listener)
        {
            var answers = new List<Task>();
            try
            {
                while (true) answers.Add(AnswerAsync(await listener.AcceptAsync(ended), ended));
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(answers);
            }
        }
    }

    private static async Task AnswerAsync(Socket client, CancellationToken ended)
    {
        using (client)
        {
            byte[] request = new byte[sizeof(int)];
            await IgnoringLossAsync(async () =>
            {
                if (await client.ReceiveAsync(request, ended) < request.Length) return;
                byte[] answer = new byte[Math.Clamp(BinaryPrimitives.ReadInt32BigEndian(request), 0, MaximumAnswerOctets)];
                await client.SendAsync(answer, ended);
                client.Shutdown(SocketShutdown.Send);
            });
        }
    }

    private static async Task FetchAsync(IPAddress from, IPEndPoint to, int octets, CancellationToken ended)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        byte[] request = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(request, octets);
        byte[] answer = new byte[65536];
        await IgnoringLossAsync(async () =>
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(to, ended);
            await socket.SendAsync(request, ended);
            while (await socket.ReceiveAsync(answer, ended) > 0)
            {
                // Only the traffic matters.
            }
        });
    }

    private static async Task ResolveAsync(CancellationToken ended)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        byte[] message = new byte[512];
        await IgnoringLossAsync(async () =>
        {
            socket.Bind(Resolver);
            while (true)
            {
                SocketReceiveFromResult query = await socket.ReceiveFromAsync(message, new IPEndPoint(IPAddress.Any, 0), ended);
                await socket.SendToAsync(message.AsMemory(0, query.ReceivedBytes), query.RemoteEndPoint, ended);
            }
        });
    }

    private static async Task AskResolverAsync(IPAddress from, CancellationToken ended)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await IgnoringLossAsync(async () =>
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.SendToAsync(new byte[38], Resolver, ended);
        });
    }

    /// <summary>A conversation that fails is still traffic; the demo goes on.</summary>
    private static async Task IgnoringLossAsync(Func<Task> conversation)
    {
        try
        {
            await conversation();
        }
        catch (Exception loss) when (loss is SocketException or OperationCanceledException)
        {
            // Counted nowhere: the records show what was said.
        }
    }
}
