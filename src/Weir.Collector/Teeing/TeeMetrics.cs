using System.Net;
using Weir.Collector.Diagnostics;

namespace Weir.Collector.Teeing;

/// <summary>What one other collector was sent, and what it was not.</summary>
public sealed class TeeMetrics(IPEndPoint endPoint)
{
    /// <summary>The other collector.</summary>
    public IPEndPoint EndPoint { get; } = endPoint;

    /// <summary>Datagrams sent.</summary>
    public Counter Sent { get; } = new();

    /// <summary>Octets of these.</summary>
    public Counter Octets { get; } = new();

    /// <summary>Datagrams that were not among the one in so many.</summary>
    public Counter SampledOut { get; } = new();

    /// <summary>Datagrams dropped because the network takes no more.</summary>
    public Counter Full { get; } = new();

    /// <summary>Datagrams longer than the path takes, where the source is kept.</summary>
    public Counter TooLong { get; } = new();

    /// <summary>Datagrams of exporters whose address is of the other family, where the source is kept.</summary>
    public Counter OtherFamily { get; } = new();

    /// <summary>Datagrams that could not be sent for another reason.</summary>
    public Counter Failed { get; } = new();

    /// <summary>Times that the other host said that nobody listens there.</summary>
    public Counter Refused { get; } = new();

    /// <summary>Datagrams that should have been sent and were not.</summary>
    public long Dropped => Full.Value + TooLong.Value + OtherFamily.Value + Failed.Value;
}
