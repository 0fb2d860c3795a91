using Weir.Exporter.Transport;

namespace Weir.Exporter.Tests.Exporting;

/// <summary>Keeps the messages it is given, and answers as told.</summary>
internal sealed class RecordingTransport(int maxMessageLength = 1472) : ITransport
{
    public List<byte[]> Messages { get; } = [];

    public SendResult Result { get; set; } = SendResult.Sent;

    public bool IsDisposed { get; private set; }

    public int MaxMessageLength { get; set; } = maxMessageLength;

    public int MaxRunMessages { get; set; } = 1;

    public int Runs { get; private set; }

    public SendResult Send(ReadOnlySpan<byte> message)
    {
        Messages.Add(message.ToArray());
        return Result;
    }

    public SendResult SendRun(ReadOnlySpan<byte> messages, int messageLength)
    {
        Runs++;
        for (; !messages.IsEmpty; messages = messages[Math.Min(messageLength, messages.Length)..])
            Messages.Add(messages[..Math.Min(messageLength, messages.Length)].ToArray());
        return Result;
    }

    public void Dispose() => IsDisposed = true;
}

/// <summary>Takes messages and keeps nothing.</summary>
internal sealed class NullTransport : ITransport
{
    public int MaxMessageLength => 1472;

    public SendResult Send(ReadOnlySpan<byte> message) => SendResult.Sent;

    public void Dispose()
    {
    }
}
