namespace Weir.Collector.Listening;

/// <summary>Where datagrams come from: sockets, or messages replayed from a capture file. One thread calls it.</summary>
public interface IDatagramSource : IDisposable
{
    /// <summary>Makes ready to receive. What can be wrong for good is wrong here.</summary>
    /// <exception cref="IOException">It can not be listened on or opened; one line for people.</exception>
    void Open();

    /// <summary>
    /// Gives the next batch to <paramref name="sink"/>, waiting for its first datagram for <paramref name="milliseconds"/> at most.
    /// </summary>
    DatagramReadStatus Receive(IDatagramSink sink, int milliseconds);
}
