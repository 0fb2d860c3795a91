namespace Weir.Collector.Listening;

/// <summary>Takes messages one at a time: the journal, a decoder, a test.</summary>
public interface IDatagramSink
{
    /// <summary>Takes one message; its payload is borrowed until the call returns.</summary>
    void Accept(in ReceivedDatagram datagram);
}
