using System.Net;
using Weir.App.Composition;
using Weir.App.Configuration.Schema;
using Weir.Collector.Listening.Streams;

namespace Weir.App.Configuration.Options;

/// <summary>The section <c>flow-collect</c>.</summary>
/// <param name="Listening">Where to listen, and how.</param>
/// <param name="Archive">Directory of the archive.</param>
/// <param name="Journal">Directory of the journal.</param>
/// <param name="SegmentAge">After this time what was received is archived.</param>
/// <param name="Retention">How long records are kept; <see langword="null"/>: for ever.</param>
internal sealed record FlowCollectOptions(ListenPlan Listening, string Archive, string Journal, TimeSpan SegmentAge, TimeSpan? Retention)
{
    public static FlowCollectOptions Read(SectionReader section)
    {
        string archive = section.Text("archive");
        return new(
            ListenPlan.Of([.. section.Values("listen").Select(ListenValue.Parse)], (int)section.Integer("receivers"), new()
            {
                Tls = section.Section<TlsServerOptions>("tls", static tls => new()
                {
                    CertificateFile = tls.Text("certificate"),
                    KeyFile = tls.OptionalText("key"),
                    ClientCaFile = tls.OptionalText("client-ca"),
                }),
                MaxConnections = (int)section.Integer("max-connections"),
                MaxConnectionsPerAddress = (int)section.Integer("max-connections-per-address"),
                HandshakeTimeout = section.Seconds("handshake-timeout"),
                MessageTimeout = section.Seconds("message-timeout"),
                IdleTimeout = section.Seconds("idle-timeout"),
            }) with
            { Tees = [.. section.Values("tee").Select(TeeText.Parse)] },
            archive,
            section.OptionalText("journal") ?? Path.Combine(archive, "journal"),
            section.Seconds("segment-age"),
            DurationValue.TryParse(section.OptionalText("retention") ?? "", out TimeSpan kept) ? kept : null)
        {
            RawKeep = DurationValue.TryParse(section.OptionalText("raw-keep") ?? "", out TimeSpan raw) ? raw : null,
            MaxRawBytes = section.Integer("raw-max-size") << 20,
        };
    }

    /// <summary>How long segments stay after they are archived; <see langword="null"/>: not at all.</summary>
    public TimeSpan? RawKeep { get; init; }

    /// <summary>How much these may take.</summary>
    public long MaxRawBytes { get; init; }

    /// <summary>Whether both say the same.</summary>
    public bool SameAs(FlowCollectOptions? other) =>
        other is not null && Listening.SameAs(other.Listening) && this with { Listening = other.Listening } == other;

    internal static IPEndPoint Endpoint(string text) => EndpointValue.TryParse(text, out IPEndPoint endpoint) ? endpoint : throw new InvalidOperationException(text);
}
