using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Weir.Testing.Kubernetes;

/// <summary>
/// A Kubernetes API of a test's own on 127.0.0.1 by TLS: each request is answered by the next answer that the test has written for it, and is kept for
/// the test to look at.
/// </summary>
public sealed class FakeApi : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _stop = new();
    private readonly BlockingCollection<ApiRequest> _requests = [];
    private readonly ConcurrentQueue<Func<ApiExchange, Task>> _answers = new();
    private readonly SemaphoreSlim _answered = new(0);

    /// <summary>Begins to listen.</summary>
    public FakeApi()
    {
        (string certificate, string key) = _certificates.Issue();
        using X509Certificate2 pem = X509Certificate2.CreateFromPemFile(certificate, key);
        _certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        TokenFile = _certificates.Write("token", "first-token\n");
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Its address.</summary>
    public Uri Address => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The authority that vouches for it.</summary>
    public string CaFile => _certificates.CaFile;

    /// <summary>A token, which a test may replace.</summary>
    public string TokenFile { get; }

    /// <summary>Answers the next request that has none yet by a whole body.</summary>
    public FakeApi Answer(string body, int status = 200) => Answer(exchange => exchange.SendAsync(status, body));

    /// <summary>Answers the next watch by these lines, and ends it.</summary>
    public FakeApi AnswerWatch(params string[] events) => Answer(async exchange =>
    {
        await exchange.BeginWatchAsync();
        foreach (string line in events) await exchange.SendLineAsync(line);
        await exchange.EndWatchAsync();
    });

    /// <summary>Answers the next watch by these lines, and leaves it open.</summary>
    public FakeApi AnswerOpenWatch(params string[] events) => Answer(async exchange =>
    {
        await exchange.BeginWatchAsync();
        foreach (string line in events) await exchange.SendLineAsync(line);
        await exchange.WaitAsync();
    });

    /// <summary>Answers the next request as it likes.</summary>
    public FakeApi Answer(Func<ApiExchange, Task> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    /// <summary>The next request, waited for.</summary>
    public ApiRequest NextRequest() =>
        _requests.TryTake(out ApiRequest? request, TimeSpan.FromSeconds(30)) ? request : throw new TimeoutException("no request came");

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _certificate.Dispose();
        _certificates.Dispose();
        _answered.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                while (await ReadAsync(reader) is { } request)
                {
                    _requests.Add(request);
                    if (_answers.TryDequeue(out Func<ApiExchange, Task>? answer)) await answer(new ApiExchange(stream, _stop.Token));
                    else await Task.Delay(Timeout.Infinite, _stop.Token);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, as it may; or an answer broke the connection, as it should.
        }
    }

    private static async Task<ApiRequest?> ReadAsync(StreamReader reader)
    {
        string? line = await reader.ReadLineAsync();
        if (line is null) return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
        {
            string[] parts = header.Split(": ", 2);
            headers[parts[0]] = parts[1];
        }

        string[] words = line.Split(' ');
        string[] target = words[1].Split('?', 2);
        return new(words[0], target[0], target.Length > 1 ? target[1].Split('&').Select(Uri.UnescapeDataString).ToArray() : [], headers.GetValueOrDefault("Authorization", ""));
    }
}

/// <summary>A request that came.</summary>
/// <param name="Method">GET, usually.</param>
/// <param name="Path">Up to the question mark.</param>
/// <param name="Query">Each NAME=VALUE, unescaped.</param>
/// <param name="Authorization">The header, empty without.</param>
public sealed record ApiRequest(string Method, string Path, IReadOnlyList<string> Query, string Authorization)
{
    /// <summary>Whether it asks for a watch.</summary>
    public bool IsWatch => Query.Contains("watch=1");
}
