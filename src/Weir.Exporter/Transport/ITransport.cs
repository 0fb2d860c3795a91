namespace Weir.Exporter.Transport;

/// <summary>Carries messages to one collector. Sending never throws and never waits for the collector.</summary>
public interface ITransport : IDisposable
{
    /// <summary>Octets of the longest message it carries now. May change from message to message.</summary>
    int MaxMessageLength { get; }

    /// <summary>Messages of one length that <see cref="SendRun"/> takes at most; 1 where runs gain nothing.</summary>
    int MaxRunMessages => 1;

    /// <summary>
    /// Grows with each transport session (RFC 7011 section 2), and where datagrams may be lost also when one breaks. A change tells an encoder whose transport does not
    /// <see cref="RemembersTemplates"/> to send its templates again. Any thread may read it.
    /// </summary>
    int Generation => 1;

    /// <summary>
    /// Whether the transport itself begins each session with the templates then in force, and loses none: an encoder sends a
    /// template once, and again only when it changes (RFC 7011 section 8.1).
    /// </summary>
    bool RemembersTemplates => false;

    /// <summary>What became of messages after they were taken, or <see langword="null"/> where nothing is kept.</summary>
    TransportMetrics? Metrics => null;

    /// <summary>
    /// Waits until there is room for some messages: for those who would rather wait than lose. Only as long as the collector takes
    /// something now and then: where it took nothing for <paramref name="patience"/> this gives up, and waits no more until it does.
    /// </summary>
    /// <returns>Whether there is room. Transports that keep nothing always say so.</returns>
    bool WaitForRoom(TimeSpan patience) => true;

    /// <summary>Sends one whole message.</summary>
    SendResult Send(ReadOnlySpan<byte> message);

    /// <summary>Sends messages that lie end to end, as the datagrams they would be one by one.</summary>
    /// <param name="messages">At most <see cref="MaxRunMessages"/>.</param>
    /// <param name="messageLength">Octets of each; the last may have fewer.</param>
    /// <returns>What became of all of them.</returns>
    SendResult SendRun(ReadOnlySpan<byte> messages, int messageLength) => Send(messages);
}

/// <summary>What became of a message.</summary>
public enum SendResult : byte
{
    /// <summary>The system took it, or the transport keeps it until the collector does.</summary>
    Sent,

    /// <summary>The collector's host says that nobody listens there.</summary>
    Refused,

    /// <summary>No buffer has room for it; the message is lost.</summary>
    BufferFull,

    /// <summary>It is longer than the path carries; <see cref="ITransport.MaxMessageLength"/> is smaller from now on.</summary>
    TooLong,

    /// <summary>Any other error: no route, interface down.</summary>
    Failed,
}
