using System.Buffers.Binary;
using Weir.TrafficGenerator;

namespace Weir.Fuzz;

/// <summary>Makes inputs of a corpus: the same seed and number give the same input.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> words, ulong seed)
{
    /// <summary>Octets of the longest input.</summary>
    public const int MaxLength = ushort.MaxValue;

    private const int MostChanges = 8;

    // At the edges of lengths, counts and signs.
    private static readonly uint[] Edges =
        [0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 1023, 1024, 4095, 32767, 32768, 65534, 65535, 65536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF];

    private readonly byte[] _input = new byte[MaxLength];
    private int _length;
    private SplitMix64 _random;

    /// <summary>Makes an input; it is borrowed until the next one.</summary>
    public ReadOnlySpan<byte> Make(int number)
    {
        _random = new(SplitMix64.Mix(seed * 0x1_0000_0000 + (ulong)number));
        byte[] from = Pick(corpus);
        _length = Math.Min(from.Length, MaxLength);
        from.AsSpan(0, _length).CopyTo(_input);
        int changes = 1 + Math.Min(_random.NextBelow(MostChanges), _random.NextBelow(MostChanges));
        for (; changes > 0; changes--) Change();
        return _input.AsSpan(0, _length);
    }

    private void Change()
    {
        int at = _random.NextBelow(_length + 1);
        int left = _length - at;
        switch (_random.NextBelow(12))
        {
            case 0 or 1 when left > 0:
                _input[at] ^= (byte)(1 << _random.NextBelow(8));
                break;
            case 2 when left > 0:
                _input[at] = (byte)_random.NextBelow(256);
                break;
            case 3 or 4:
                PutEdge(at);
                break;
            case 5 when left > 1:
                Add(at);
                break;
            case 6:
                Replace(at, Few(left), []);
                break;
            case 7:
                int copied = _random.NextBelow(_length + 1);
                Replace(at, 0, _input.AsSpan(copied, Few(_length - copied)).ToArray());
                break;
            case 8 when left > 0:
                _input.AsSpan(at, Few(left)).Fill((byte)(_random.NextBelow(2) == 0 ? 0 : _random.NextBelow(256)));
                break;
            case 9:
                // The head of one and the tail of another.
                byte[] other = Pick(corpus);
                Replace(at, left, other.AsSpan(_random.NextBelow(other.Length + 1)));
                break;
            case 10:
                _length = _random.NextBelow(4) == 0 ? at : _length;
                break;
            default:
                if (words.Count > 0) Replace(at, _random.NextBelow(2) == 0 ? 0 : Few(left), Pick(words));
                break;
        }
    }

    private void PutEdge(int at)
    {
        uint value = Edges[_random.NextBelow(Edges.Length)];
        Span<byte> to = _input.AsSpan(at, _length - at);
        int size = 1 << _random.NextBelow(3);
        if (to.Length < size) return;
        bool isBig = _random.NextBelow(2) == 0;
        if (size == 1) to[0] = (byte)value;
        else if (size == 2 && isBig) BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)value);
        else if (size == 2) BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)value);
        else if (isBig) BinaryPrimitives.WriteUInt32BigEndian(to, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(to, value);
    }

    // Lengths that are a little wrong.
    private void Add(int at)
    {
        Span<byte> to = _input.AsSpan(at, 2);
        int by = _random.NextBelow(33) - 16;
        if (_random.NextBelow(2) == 0) BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(to) + by));
        else BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(to) + by));
    }

    private void Replace(int at, int removed, ReadOnlySpan<byte> with)
    {
        Span<byte> tail = _input.AsSpan(at + removed, _length - at - removed);
        with = with[..Math.Min(with.Length, MaxLength - (_length - removed))];
        tail.CopyTo(_input.AsSpan(at + with.Length));
        with.CopyTo(_input.AsSpan(at));
        _length += with.Length - removed;
    }

    // Mostly a few octets, now and then up to all.
    private int Few(int most) => Math.Min(most, _random.NextBelow(8) == 0 ? _random.NextBelow(most + 1) : 1 + _random.NextBelow(8));

    private byte[] Pick(IReadOnlyList<byte[]> list) => list[_random.NextBelow(list.Count)];
}
