using System.CommandLine;
using System.Globalization;
using System.Net;
using Weir.App.Commands;
using Weir.Exporter.Transport;
using Weir.Exporter.Transport.Connections;
using Weir.Exporter.Transport.Spooling;

namespace Weir.App.Composition;

/// <summary>The options that say how messages travel to collectors.</summary>
internal sealed class TransportArguments
{
    private readonly Option<string?> _tlsCa = new("--tls-ca") { Description = "Certificates (PEM) trusted to sign a collector's; those of the system without it" };
    private readonly Option<string?> _tlsCertificate = new("--tls-cert") { Description = "Our certificate and its chain (PEM), where the collector wants one" };
    private readonly Option<string?> _tlsKey = new("--tls-key") { Description = "The private key (PEM) of --tls-cert; in the same file without it" };
    private readonly Option<string?> _tlsName = new("--tls-name") { Description = "Name that the collector's certificate must have; the host of --to without it" };
    private readonly Option<string?> _spool = new("--spool") { Description = "Directory for what a collector cannot take now; sent in order when it can" };
    private readonly Option<string> _spoolSize = new("--spool-size") { Description = "Octets in the spool of each collector at most; then the oldest go", DefaultValueFactory = _ => "1G" };
    private readonly Option<double> _retry = new("--retry")
    {
        Description = "Seconds before connecting again, doubled with each failure up to 60",
        DefaultValueFactory = _ => RetryOptions.Default.First.TotalSeconds,
    };

    private readonly Option<double> _connectTimeout = new("--connect-timeout")
    {
        Description = "Seconds after which an attempt to connect is given up, handshakes included",
        DefaultValueFactory = _ => new QueueOptions().ConnectTimeout.TotalSeconds,
    };

    private readonly Option<double> _confirmAfter = new("--confirm-after")
    {
        Description = "Seconds that messages are kept after the collector's host has them, to be sent again if the session breaks; for collectors that may be killed",
    };

    private readonly Option<double> _dtlsLifetime = new("--dtls-lifetime")
    {
        Description = "Seconds after which a DTLS session is begun anew, so that a collector that restarted is noticed; 0 is never",
        DefaultValueFactory = _ => new DtlsOptions { Collector = new IPEndPoint(IPAddress.None, 0) }.Lifetime.TotalSeconds,
    };

    private readonly Option<string?> _source = new("--source") { Description = "Address that messages come from" };
    private readonly Option<int> _dscp = new("--dscp") { Description = "Differentiated services code point of UDP datagrams, 0 to 63" };
    private readonly Option<int> _hopLimit = new("--hop-limit") { Description = "Hop limit of UDP datagrams; 0 is the system's" };
    private readonly Option<string> _rotateSize = new("--rotate-size") { Description = "Octets of an IPFIX file at most; 0 is no limit", DefaultValueFactory = _ => "0" };
    private readonly Option<double> _rotateAfter = new("--rotate-after") { Description = "Seconds after which a new IPFIX file is begun; 0 is never" };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _tlsCa, _tlsCertificate, _tlsKey, _tlsName, _spool, _spoolSize, _retry, _connectTimeout, _confirmAfter, _dtlsLifetime, _source, _dscp, _hopLimit, _rotateSize, _rotateAfter })
            command.Options.Add(option);
    }

    /// <summary>What the user chose.</summary>
    public TransportFactory Read(ParseResult line)
    {
        long spoolOctets = OctetsText.Parse(line.GetRequiredValue(_spoolSize), "--spool-size");
        if (spoolOctets < SpoolOptions.MinOctets) throw new UsageException($"--spool-size {line.GetValue(_spoolSize)}: want at least {SpoolOptions.MinOctets}");
        if (line.GetValue(_dscp) is < 0 or > 63) throw new UsageException("--dscp: want 0 to 63");
        if (line.GetValue(_hopLimit) is < 0 or > 255) throw new UsageException("--hop-limit: want 0 to 255");
        double retry = line.GetValue(_retry);
        if (retry is not (>= 0.001 and <= 86_400)) throw new UsageException("--retry: want 0.001 to 86400 seconds");
        TimeSpan connectTimeout = Seconds(line, _connectTimeout, 0.001);
        TimeSpan confirmAfter = Seconds(line, _confirmAfter, 0);
        TimeSpan dtlsLifetime = Seconds(line, _dtlsLifetime, 0);
        double rotate = line.GetValue(_rotateAfter);
        if (rotate is not (>= 0 and <= 366 * 86_400)) throw new UsageException("--rotate-after: want 0 to a year, in seconds");
        IPAddress? source = null;
        if (line.GetValue(_source) is { } address && !IPAddress.TryParse(address, out source)) throw new UsageException($"--source {address}: want an IP address");
        TimeSpan first = TimeSpan.FromSeconds(retry);
        return new()
        {
            Tls = new TlsOptions { Name = line.GetValue(_tlsName) ?? "", CaFile = line.GetValue(_tlsCa), CertificateFile = line.GetValue(_tlsCertificate), KeyFile = line.GetValue(_tlsKey) },
            SpoolDirectory = line.GetValue(_spool),
            SpoolOctets = spoolOctets,
            Retry = new RetryOptions(first, first > RetryOptions.Default.Longest ? first : RetryOptions.Default.Longest),
            ConnectTimeout = connectTimeout,
            ConfirmAfter = confirmAfter,
            DtlsLifetime = dtlsLifetime,
            Source = source,
            Dscp = line.GetValue(_dscp),
            HopLimit = line.GetValue(_hopLimit),
            RotateOctets = OctetsText.Parse(line.GetRequiredValue(_rotateSize), "--rotate-size"),
            RotateAfter = TimeSpan.FromSeconds(rotate),
        };
    }

    private static TimeSpan Seconds(ParseResult line, Option<double> option, double least)
    {
        double seconds = line.GetValue(option);
        return seconds >= least && seconds <= 86_400 ? TimeSpan.FromSeconds(seconds) : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option.Name}: want {least} to 86400 seconds"));
    }
}
