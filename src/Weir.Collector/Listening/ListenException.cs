using System.Net;

namespace Weir.Collector.Listening;

/// <summary>An endpoint can not be listened on. The message is one line for people: what, why, and what to do.</summary>
public sealed class ListenException(IPEndPoint endpoint, string reason, string transport = "udp") : IOException($"cannot listen on {transport} {endpoint}: {reason}")
{
    /// <summary>The endpoint asked for.</summary>
    public IPEndPoint Endpoint { get; } = endpoint;
}
