namespace Weir.Exporter.Transport.Connections;

/// <summary>Begins transport sessions with one collector.</summary>
internal interface IConnector : IDisposable
{
    /// <summary>How the collector is called in log lines: scheme, address and port.</summary>
    string Name { get; }

    /// <summary>Octets of the longest message.</summary>
    int MaxMessageLength { get; }

    /// <summary>Whether each message goes alone: into a datagram. Otherwise several are written at once.</summary>
    bool OneMessageAtOnce { get; }

    /// <summary>How long after a message was written its loss may still be heard of, where nobody acknowledges: zero for TCP.</summary>
    TimeSpan ConfirmAfter { get; }

    /// <summary>Begins a session.</summary>
    /// <exception cref="TransportException">It cannot; the message is for the operator.</exception>
    Task<IConnection> ConnectAsync(CancellationToken cancellation);
}

/// <summary>One transport session.</summary>
internal interface IConnection : IDisposable
{
    /// <summary>Octets handed to the system since the session began, those of encryption included.</summary>
    long Written { get; }

    /// <summary>How many of <see cref="Written"/> the collector's host has. Never more than it has; may be fewer.</summary>
    long Acknowledged { get; }

    /// <summary>Ends when the session does by the collector or the network, with the reason. Never fails.</summary>
    Task<string> Ended { get; }

    /// <summary>Sends whole messages, or one where they go alone; ends when the system has taken them. One call at a time.</summary>
    /// <exception cref="TransportException">The session is broken.</exception>
    Task SendAsync(ReadOnlyMemory<byte> messages, CancellationToken cancellation);

    /// <summary>Whether the session is so old that a new one should be begun; always <see langword="false"/> where the end of a session is noticed.</summary>
    bool IsAged => false;

    /// <summary>
    /// Whether the collector that this session was begun with is the one that the session before it was ended with for its age;
    /// <see langword="false"/>: it has forgotten that session, and what was sent in it may be lost.
    /// </summary>
    bool Continues => true;

    /// <summary>Tells the collector that no more comes.</summary>
    Task CloseAsync(CancellationToken cancellation);
}
