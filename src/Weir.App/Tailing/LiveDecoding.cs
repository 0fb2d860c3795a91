using Weir.App.Composition;
using Weir.Collector.Decoding;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Flows.Pipeline;

namespace Weir.App.Tailing;

/// <summary>Decodes messages as they come, from all sources, without a journal: for who looks on, not for who keeps.</summary>
internal sealed class LiveDecoding(IReadOnlyList<IDatagramSource> sources, SessionOptions sessions, DecoderMetrics metrics, IFlowSink sink)
{
    /// <summary>How long a source may wait for messages before it is asked whether to end.</summary>
    private const int WaitMilliseconds = 100;

    private readonly Lock _gate = new();
    private readonly DatagramDecoder _decoder = new(sink, sessions, metrics);

    /// <summary>Opens the sources.</summary>
    /// <exception cref="IOException">One of them cannot be listened on.</exception>
    public void Open()
    {
        foreach (IDatagramSource source in sources) source.Open();
    }

    /// <summary>Receives until told to stop. Records leave the decoder with the messages that brought them.</summary>
    public void Run(CancellationToken cancellation) =>
        SideBySide.Run<bool>([.. sources.Select(source => (Func<CancellationToken, bool>)(stop => Receive(source, stop)))], cancellation);

    private bool Receive(IDatagramSource source, CancellationToken stop)
    {
        var turn = new Turn(this);
        while (!stop.IsCancellationRequested && source.Receive(turn, WaitMilliseconds) != DatagramReadStatus.End)
        {
            lock (_gate) _decoder.Flush();
        }

        return true;
    }

    private sealed class Turn(LiveDecoding owner) : IDatagramSink
    {
        public void Accept(in ReceivedDatagram datagram)
        {
            lock (owner._gate) owner._decoder.Accept(in datagram);
        }
    }
}
