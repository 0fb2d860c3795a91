using System.CommandLine;
using System.Globalization;
using System.Net;
using Weir.App.Commands;
using Weir.Collector.Listening.Proxying;
using Weir.Collector.Listening.Streams;

namespace Weir.App.Composition;

/// <summary>Where a collector listens, as the command line has it.</summary>
internal sealed class ListenArguments
{
    private static readonly StreamListenerOptions Defaults = new();

    private readonly Option<string[]> _listen = new("--listen", "-l")
    {
        Description = "Where to listen: netflow://, ipfix://, sflow://, udp://, ipfix+tcp://, ipfix+tls:// or ipfix+dtls://HOST:PORT; may be repeated. By itself netflow://:2055, ipfix://:4739 and sflow://:6343",
    };

    private readonly Option<int> _receivers = new("--receivers") { Description = "Sockets and threads for each UDP endpoint, among which the kernel divides exporters", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _certificate = new("--tls-cert") { Description = "The collector's certificate, PEM, for ipfix+tls:// and ipfix+dtls://" };
    private readonly Option<string?> _key = new("--tls-key") { Description = "Its private key, PEM; by itself in the same file" };
    private readonly Option<string?> _clientCa = new("--tls-client-ca") { Description = "Who signs exporters' certificates, PEM; without it exporters need none" };
    private readonly Option<int> _maxConnections = new("--max-connections") { Description = "TCP and TLS connections at once, and DTLS sessions", DefaultValueFactory = _ => Defaults.MaxConnections };
    private readonly Option<int> _maxPerAddress = new("--max-connections-per-address") { Description = "Of these, from one address", DefaultValueFactory = _ => Defaults.MaxConnectionsPerAddress };
    private readonly Option<double> _handshake = Seconds("--handshake-timeout", "Seconds after which a TLS or DTLS handshake must be over", Defaults.HandshakeTimeout);
    private readonly Option<double> _message = Seconds("--message-timeout", "Seconds after which a message that has begun must have come whole", Defaults.MessageTimeout);
    private readonly Option<double> _idle = Seconds("--idle-timeout", "Seconds after which a connection on which nothing comes is ended", Defaults.IdleTimeout);

    private readonly Option<bool> _proxyProtocol = new("--proxy-protocol") { Description = "Connections and datagrams of trusted proxies begin with a PROXY header, which tells the exporter" };
    private readonly Option<string[]> _proxyFrom = new("--proxy-from") { Description = "Networks of trusted proxies; may be repeated. By itself this host: 127.0.0.0/8 and ::1" };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_listen, _receivers, _certificate, _key, _clientCa, _maxConnections, _maxPerAddress, _handshake, _message, _idle, _proxyProtocol, _proxyFrom])
            command.Options.Add(option);
    }

    /// <summary>Reads them; all that is wrong is told in the options' words.</summary>
    public ListenPlan Read(ParseResult line)
    {
        string[] texts = [.. (line.GetValue(_listen) ?? []).SelectMany(text => text.Split(','))];
        (string Scheme, IPEndPoint EndPoint)[] endpoints =
            [.. (texts.Length > 0 ? texts : ListenSchemes.ByThemselves).Select(text => EndpointText.Parse(text, _listen.Name, ListenSchemes.DefaultPorts)).Select(read => (read.Scheme, read.EndPoint))];
        int receivers = line.GetValue(_receivers);
        if (receivers is < 1 or > ListenPlan.MaxReceivers) throw new UsageException($"{_receivers.Name} {receivers}: want 1 to {ListenPlan.MaxReceivers}");
        var plan = ListenPlan.Of(endpoints, receivers, new()
        {
            Tls = Certificates(line),
            MaxConnections = line.GetValue(_maxConnections),
            MaxConnectionsPerAddress = line.GetValue(_maxPerAddress),
            HandshakeTimeout = Read(line, _handshake),
            MessageTimeout = Read(line, _message),
            IdleTimeout = Read(line, _idle),
        }) with
        { Proxies = Trusted(line) };
        if (plan.Streams is { Tls: null, TlsEndpoints.Count: > 0 }) throw new UsageException($"{_listen.Name} {ListenSchemes.Tls}://: {_certificate.Name} is needed");
        if (plan.Streams is { Tls: null, DtlsEndpoints.Count: > 0 }) throw new UsageException($"{_listen.Name} {ListenSchemes.Dtls}://: {_certificate.Name} is needed");
        if (plan.Streams?.Validate().FirstOrDefault() is { } wrong) throw new UsageException(wrong);
        return plan;
    }

    private static Option<double> Seconds(string name, string description, TimeSpan byItself) => new(name) { Description = description, DefaultValueFactory = _ => byItself.TotalSeconds };

    private static TimeSpan Read(ParseResult line, Option<double> option) => line.GetValue(option) is > 0 and <= 86400 and var seconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} {line.GetValue(option)}: want more than 0 and at most 86400 seconds"));

    private TrustedProxies? Trusted(ParseResult line)
    {
        string[] networks = line.GetValue(_proxyFrom) ?? [];
        if (!line.GetValue(_proxyProtocol)) return networks.Length == 0 ? null : throw new UsageException($"{_proxyFrom.Name} needs {_proxyProtocol.Name}");
        return ListenPlan.Trusting([.. networks.Select(text => TeeText.TryPrefix(text, out _) ? text : throw new UsageException($"{_proxyFrom.Name} {text}: want a network such as 192.0.2.0/24"))]);
    }

    private TlsServerOptions? Certificates(ParseResult line)
    {
        if (line.GetValue(_certificate) is { } certificate)
            return new() { CertificateFile = certificate, KeyFile = line.GetValue(_key), ClientCaFile = line.GetValue(_clientCa) };
        if (line.GetValue(_key) is not null || line.GetValue(_clientCa) is not null) throw new UsageException($"{_certificate.Name} is needed beside {_key.Name} and {_clientCa.Name}");
        return null;
    }
}
