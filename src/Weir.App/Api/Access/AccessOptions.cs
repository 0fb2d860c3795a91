using System.Net;
using Weir.App.Api.Access.OpenId;

namespace Weir.App.Api.Access;

/// <summary>The section <c>auth</c> of <c>console</c>: who is asked who they are, and how.</summary>
/// <param name="Users">The file of users and tokens.</param>
internal sealed record AccessOptions(string Users)
{
    /// <summary>A session that nobody used for as long as this is over. OWASP's session management: 15 to 30 minutes for what matters little.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A session is over after this, used or not: a working day and a little.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Sessions at one time; who comes later ends the one that was not used for longest. A hundred people with ten browsers each.</summary>
    public int MaxSessions { get; init; } = 1000;

    /// <summary>Passwords that may be wrong within a minute, for an address and for a user. NIST SP 800-63B 5.2.2 allows 100 in all; a person needs a few.</summary>
    public int MaxSignIns { get; init; } = 10;

    /// <summary>Requests that one caller may make a second, on average: a page asks about eight at once and once a second after that.</summary>
    public int RequestsPerSecond { get; init; } = 50;

    /// <summary>Questions to the archive that one caller may have at one time, waiting or not: two pages of eight.</summary>
    public int MaxQuestions { get; init; } = 16;

    /// <summary>Header in which a proxy says who asks; <see langword="null"/>: none does.</summary>
    public string? ProxyHeader { get; init; }

    /// <summary>Header in which the proxy says their role; <see langword="null"/>: the file of users has it, or else <see cref="ProxyRole"/>.</summary>
    public string? RoleHeader { get; init; }

    /// <summary>The proxies that are believed, by their addresses.</summary>
    public IReadOnlyList<IPAddress> ProxyFrom { get; init; } = [];

    /// <summary>Role of those whom the proxy names and nobody gave one; none: they may not.</summary>
    public Role ProxyRole { get; init; }

    /// <summary>The OpenID provider at which people may sign in; <see langword="null"/>: none is.</summary>
    public OpenIdOptions? OpenId { get; init; }

    /// <summary>File of who asked what; by itself <c>audit.ndjson</c> beside the users.</summary>
    public string? AuditFile { get; init; }

    /// <summary>Octets of it after which another is begun: ten thousand lines or more.</summary>
    public long AuditOctets { get; init; } = 10 << 20;

    /// <summary>Files of it that are kept beside the one that is written.</summary>
    public int AuditFiles { get; init; } = 5;

    /// <inheritdoc cref="AuditFile"/>
    public string Audit => AuditFile ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Users))!, "audit.ndjson");

    /// <inheritdoc/>
    public bool Equals(AccessOptions? other) => other is not null && ProxyFrom.SequenceEqual(other.ProxyFrom) && this with { ProxyFrom = [] } is var one && other with { ProxyFrom = [] } is var two && one.Same(two);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Users, ProxyHeader, ProxyFrom.Count, SessionIdle);

    private bool Same(AccessOptions other) =>
        (Users, SessionIdle, SessionLifetime, MaxSessions, MaxSignIns, RequestsPerSecond, MaxQuestions) == (other.Users, other.SessionIdle, other.SessionLifetime, other.MaxSessions, other.MaxSignIns, other.RequestsPerSecond, other.MaxQuestions)
        && (ProxyHeader, RoleHeader, ProxyRole, OpenId, AuditFile, AuditOctets, AuditFiles) == (other.ProxyHeader, other.RoleHeader, other.ProxyRole, other.OpenId, other.AuditFile, other.AuditOctets, other.AuditFiles);
}
