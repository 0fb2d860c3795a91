using Weir.Collector.Diagnostics;

namespace Weir.Collector.Listening;

/// <summary>What a listener counts.</summary>
public sealed class ListenerMetrics
{
    /// <summary>Datagrams received and handed on.</summary>
    public Counter Datagrams { get; } = new();

    /// <summary>Octets of these datagrams, UDP payload only.</summary>
    public Counter Octets { get; } = new();

    /// <summary>Calls that brought datagrams; datagrams per call tell how busy the thread is.</summary>
    public Counter Batches { get; } = new();

    /// <summary>Datagrams the kernel dropped at these sockets: buffer full, or checksum wrong.</summary>
    public Counter KernelDrops { get; } = new();

    /// <summary>Datagrams dropped because they are longer than <see cref="UdpListenerOptions.MaxDatagramBytes"/>.</summary>
    public Counter DroppedTooLong { get; } = new();

    /// <summary>Datagrams of proxies without a header that says whose they are; dropped.</summary>
    public Counter DroppedProxyHeader { get; } = new();

    /// <summary>The smallest buffer, in octets, that the kernel gave a socket which asked for more; 0 where all have what they asked for.</summary>
    public int CappedBufferOctets { get; internal set; }

    /// <summary>What that socket asked for.</summary>
    public int WantedBufferOctets { get; internal set; }

    /// <summary>Calls that failed.</summary>
    public Counter Errors { get; } = new();
}
