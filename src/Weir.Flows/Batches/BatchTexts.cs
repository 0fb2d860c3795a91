using System.Text;
using System.Text.Unicode;

namespace Weir.Flows.Batches;

/// <summary>
/// The octets of a batch's text values, end to end. Neighbouring rows often have the same text, which is then held once.
/// </summary>
internal sealed class BatchTexts
{
    private const int MaxLength = FlowBatch.MaxText;

    private byte[] _octets = [];
    private int _used;
    private BatchText _last;

    /// <summary>The octets of a value.</summary>
    public ReadOnlySpan<byte> this[BatchText text] => _octets.AsSpan(text.Offset, text.Length);

    /// <summary>Holds a value. What is not UTF-8 is replaced by question marks.</summary>
    public BatchText Add(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength) utf8 = utf8[..Boundary(utf8)];
        if (utf8.SequenceEqual(this[_last])) return _last;
        if (_octets.Length - _used < utf8.Length) Array.Resize(ref _octets, Math.Max(2 * _octets.Length, 16 * MaxLength));
        _last = new(_used, utf8.Length);
        Span<byte> held = _octets.AsSpan(_used, utf8.Length);
        utf8.CopyTo(held);
        if (!Utf8.IsValid(held)) Replace(held);
        _used += utf8.Length;
        return _last;
    }

    public void Clear()
    {
        _used = 0;
        _last = default;
    }

    // The last place where a character begins.
    private static int Boundary(ReadOnlySpan<byte> utf8)
    {
        int at = MaxLength;
        while (at > MaxLength - 4 && (utf8[at] & 0xC0) == 0x80) at--;
        return at;
    }

    private static void Replace(Span<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(octets, out _, out int length) != System.Buffers.OperationStatus.Done) octets[..length].Fill((byte)'?');
            octets = octets[length..];
        }
    }
}
