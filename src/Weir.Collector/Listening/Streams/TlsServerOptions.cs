namespace Weir.Collector.Listening.Streams;

/// <summary>How a collector proves who it is, and whether exporters have to (RFC 7011 section 11.3). All files are PEM.</summary>
public sealed record TlsServerOptions
{
    /// <summary>The collector's certificate, followed by those between it and its root.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>Its private key; <see langword="null"/>: in the same file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Who may sign exporters' certificates; <see langword="null"/>: exporters need none.</summary>
    public string? ClientCaFile { get; init; }
}
