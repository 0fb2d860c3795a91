namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>Where the Kubernetes API is, who asks it, and what is remembered of its answers.</summary>
public sealed record KubernetesOptions
{
    /// <summary>Where Kubernetes puts the service account of each pod.</summary>
    private const string ServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount/";

    /// <summary>The default of <see cref="TokenFile"/>.</summary>
    public const string DefaultTokenFile = ServiceAccount + "token";

    /// <summary>The default of <see cref="CertificateAuthorityFile"/>.</summary>
    public const string DefaultCertificateAuthorityFile = ServiceAccount + "ca.crt";

    /// <summary>The API; <see langword="null"/>: as the environment has it, which Kubernetes sets in each container.</summary>
    public Uri? Api { get; init; }

    /// <summary>File of the token to show. It is read for each request, for Kubernetes replaces it before it expires. Without TLS none is shown.</summary>
    public string TokenFile { get; init; } = DefaultTokenFile;

    /// <summary>File of the certificates that vouch for the API, in PEM.</summary>
    public string CertificateAuthorityFile { get; init; } = DefaultCertificateAuthorityFile;

    /// <summary>The node whose pods are asked for; <see langword="null"/>: all pods of the cluster.</summary>
    public string? Node { get; init; }

    /// <summary>Pods remembered at most. The default, 150,000, is what Kubernetes is made for in one cluster; each costs about a kilobyte.</summary>
    public int MaxPods { get; init; } = 150_000;

    /// <summary>Pods asked for at a time. The default, 500, is that of Kubernetes' own clients.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Octets of an answer with a page of pods at most. The default, 32 MiB, is 64 KiB for each of 500 pods; usual are 5 to 15.</summary>
    public int MaxPageOctets { get; init; } = 32 << 20;

    /// <summary>Octets of an event at most. The default, 4 MiB, has room for the JSON of an object of 1.5 MiB, beyond which etcd takes none.</summary>
    public int MaxEventOctets { get; init; } = 4 << 20;

    /// <summary>
    /// How long a pod is remembered that is gone: its last flows end after it. The default, 2 minutes, is more than the usual active and idle timeouts.
    /// </summary>
    public TimeSpan Lingering { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For connecting, and for a page or the beginning of a watch. The default, 30 s, is what the API itself waits for its parts.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long the API is to end a watch; up to twice that, so that not all watchers come at once. The default is that of Kubernetes' own clients.</summary>
    public TimeSpan WatchTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A watch that ends sooner, with nothing told, is a failure, or a broken API would be asked without end. The default, 1 s, is that of Kubernetes' own clients.</summary>
    public TimeSpan ShortestWatch { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait after the first failure; it doubles with each. The default is that of Kubernetes' own clients.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Longest wait after a failure, up to twice that by chance. The default is that of Kubernetes' own clients.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The address of the API: <see cref="Api"/>, or what Kubernetes says in the environment of each container.</summary>
    /// <param name="environment">Gives the value of a variable.</param>
    /// <exception cref="KubernetesException">It is not known.</exception>
    public Uri Address(Func<string, string?> environment)
    {
        if (Api is not null) return Api;
        (string? host, string? port) = (environment("KUBERNETES_SERVICE_HOST"), environment("KUBERNETES_SERVICE_PORT"));
        if (string.IsNullOrEmpty(host)) throw new KubernetesException("Kubernetes: no API: this is no container of a pod (KUBERNETES_SERVICE_HOST is not set); say 'api https://ADDRESS:6443;'");
        if (host.Contains(':') && !host.StartsWith('[')) host = $"[{host}]";
        return Uri.TryCreate($"https://{host}:{(string.IsNullOrEmpty(port) ? "443" : port)}", UriKind.Absolute, out Uri? address)
            ? address
            : throw new KubernetesException($"Kubernetes: no API: KUBERNETES_SERVICE_HOST '{host}' and KUBERNETES_SERVICE_PORT '{port}' are no address");
    }
}
