namespace Weir.Exporter.Transport.Connections;

/// <summary>How a collector proves who it is, and how we do (RFC 7011 section 11.3). All files are PEM.</summary>
public sealed record TlsOptions
{
    /// <summary>The name or address that the collector's certificate must have.</summary>
    public required string Name { get; init; }

    /// <summary>Certificates that are trusted to sign it; <see langword="null"/>: those that the system trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>Our certificate, followed by those between it and its root; <see langword="null"/>: we show none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its private key; <see langword="null"/>: in the same file.</summary>
    public string? KeyFile { get; init; }
}
