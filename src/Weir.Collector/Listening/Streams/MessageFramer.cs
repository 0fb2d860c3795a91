using System.Buffers.Binary;
using Weir.Wire.Ipfix;

namespace Weir.Collector.Listening.Streams;

/// <summary>
/// Cuts an ordered stream of octets into IPFIX messages by the lengths that they tell (RFC 7011 section 3.1). It holds one longest
/// message at most.
/// </summary>
public sealed class MessageFramer
{
    private const int FirstSize = 4096;
    private const int LengthOffset = 2;

    private byte[] _octets = new byte[FirstSize];
    private int _start;
    private int _end;

    /// <summary>Octets of messages taken so far.</summary>
    public long Taken { get; private set; }

    /// <summary>Octets held of a message that has begun.</summary>
    public int Held => _end - _start;

    /// <summary>Where what is held is no message, and where the next begins cannot be known: why. Else <see langword="null"/>.</summary>
    public string? Problem
    {
        get
        {
            if (Held >= sizeof(ushort) && Version != IpfixHeader.Version) return $"a message of version {Version}, want IPFIX (10)";
            return Held >= LengthOffset + sizeof(ushort) && Length < IpfixHeader.Size ? $"a message of {Length} octets, its header alone has {IpfixHeader.Size}" : null;
        }
    }

    /// <summary>Where the next octets of the stream are to be put; never empty while every whole message is taken.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (_start > 0)
            {
                _octets.AsSpan(_start, Held).CopyTo(_octets);
                (_start, _end) = (0, Held);
            }

            // It grows for a peer that sends messages as long, or fills what there is.
            if (_end == _octets.Length && _octets.Length <= ushort.MaxValue) Array.Resize(ref _octets, Math.Min(_octets.Length * 4, ushort.MaxValue + 1));
            return _octets.AsMemory(_end);
        }
    }

    /// <summary>Says how many octets were put.</summary>
    public void Filled(int octets) => _end += octets;

    /// <summary>Whether a whole message is held.</summary>
    public bool HasMessage => Held >= IpfixHeader.Size && Problem is null && Held >= Length;

    /// <summary>Takes the next whole message; it is lent until the next call of <see cref="Free"/>.</summary>
    public bool TryTake(out ReadOnlySpan<byte> message)
    {
        message = default;
        if (!HasMessage) return false;
        message = _octets.AsSpan(_start, Length);
        _start += message.Length;
        Taken += message.Length;
        return true;
    }

    private ushort Version => BinaryPrimitives.ReadUInt16BigEndian(_octets.AsSpan(_start));

    private ushort Length => BinaryPrimitives.ReadUInt16BigEndian(_octets.AsSpan(_start + LengthOffset));
}
