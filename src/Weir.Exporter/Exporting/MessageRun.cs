namespace Weir.Exporter.Exporting;

/// <summary>
/// Finished messages of one length, end to end, that go to the transport in one send. The last may be shorter: it ends the run.
/// </summary>
internal sealed class MessageRun
{
    private readonly byte[] _octets = GC.AllocateUninitializedArray<byte>(ushort.MaxValue, pinned: true);
    private bool _isEnded;

    /// <summary>Messages held.</summary>
    public int Messages { get; private set; }

    /// <summary>Octets of a message, but for the last.</summary>
    public int MessageLength { get; private set; }

    /// <summary>The messages.</summary>
    public ReadOnlySpan<byte> Octets => _octets.AsSpan(0, Length);

    private int Length { get; set; }

    /// <summary>Adds a message, unless the run is full or its messages are shorter.</summary>
    public bool TryAdd(ReadOnlySpan<byte> message, int maxMessages)
    {
        if (Messages == 0) MessageLength = message.Length;
        if (_isEnded || Messages >= maxMessages || message.Length > MessageLength || message.Length > _octets.Length - Length) return false;
        message.CopyTo(_octets.AsSpan(Length));
        Length += message.Length;
        Messages++;
        _isEnded = message.Length < MessageLength;
        return true;
    }

    public void Clear()
    {
        Messages = 0;
        Length = 0;
        _isEnded = false;
    }
}
