namespace Weir.Flows.Pipeline;

/// <summary>Where packets come from: a capture file, a live interface, a log group of the kernel.</summary>
public interface IPacketSource : IDisposable
{
    /// <summary>Name for messages: the file's path or the interface's name.</summary>
    string Name { get; }

    /// <summary>
    /// Fills <paramref name="batch"/> with the next packets. Their octets are borrowed until the next call.
    /// A live source waits no longer than a fraction of a second.
    /// </summary>
    PacketReadStatus Read(PacketBatch batch);
}

/// <summary>What a read brought.</summary>
public enum PacketReadStatus : byte
{
    /// <summary>The batch holds at least one packet.</summary>
    Packets,

    /// <summary>No packet came in time; time went on all the same.</summary>
    Idle,

    /// <summary>There are no more packets, and all there were have been given.</summary>
    End,

    /// <summary>The source ends in the middle of a packet or of its framing; all whole packets have been given.</summary>
    Truncated,
}
