using Microsoft.Extensions.Logging;
using Weir.Exporter.Transport;

namespace Weir.Exporter.Exporting;

/// <summary>The end of a session that messages leave by: one buffer for the message being made, the transport, and the counting of what became of it.</summary>
internal sealed class MessageOutlet(string name, ITransport transport, TimeProvider clock, ILogger log)
{
    // The longest message of any protocol: lengths have 16 bits.
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(ushort.MaxValue, pinned: true);
    private readonly MessageRun _run = new();

    public string Name => name;

    public ILogger Log => log;

    public TimeProvider Clock => clock;

    public ExportingMetrics Metrics { get; } = new();

    /// <summary>Octets of the longest message now.</summary>
    public int MaxMessageLength => Math.Min(transport.MaxMessageLength, _buffer.Length);

    /// <summary>Where the next message is made.</summary>
    /// <param name="shortest">At least this long: the path may have got narrower than that; the transport then says that the message is too long.</param>
    public Span<byte> Buffer(int shortest) => _buffer.AsSpan(0, Math.Max(MaxMessageLength, shortest));

    /// <summary>Sends a message at once.</summary>
    /// <param name="message">All of it.</param>
    /// <param name="records">Flow records in it.</param>
    /// <param name="steps">By how much the sequence goes on, sent or not, so that the collector sees the loss.</param>
    public SendResult Send(ReadOnlySpan<byte> message, int records, int steps)
    {
        SendResult result = transport.Send(message);
        Metrics.OnMessage(records, steps);
        Metrics.OnSent(result, 1, message.Length, clock.GetUtcNow());
        return result;
    }

    /// <summary>Adds a message to the run that <see cref="SendRun"/> sends, or says no: the run is full, or its messages are shorter.</summary>
    /// <inheritdoc cref="Send"/>
    public bool TryAddToRun(ReadOnlySpan<byte> message, int records, int steps)
    {
        int most = transport.MaxRunMessages;
        if (most == 1 || !_run.TryAdd(message, most)) return false;
        Metrics.OnMessage(records, steps);
        return true;
    }

    /// <summary>Sends the run, if there is one.</summary>
    public SendResult SendRun()
    {
        if (_run.Messages == 0) return SendResult.Sent;
        SendResult result = transport.SendRun(_run.Octets, _run.MessageLength);
        Metrics.OnSent(result, _run.Messages, _run.Octets.Length, clock.GetUtcNow());
        _run.Clear();
        return result;
    }
}
