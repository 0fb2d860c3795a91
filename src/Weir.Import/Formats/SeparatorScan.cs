using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weir.Import.Formats;

/// <summary>Finds one octet again and again, many octets at a time: fields are short, so that a search for each would cost more than reading it.</summary>
/// <param name="text">Where.</param>
/// <param name="octet">What.</param>
internal ref struct SeparatorScan(ReadOnlySpan<byte> text, byte octet)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private uint _found; // bit n: at _block + n
    private int _block, _next;

    /// <summary>Where the next is; behind the text, when there are no more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once for each field
    public int Next()
    {
        if (_found == 0 && !FindMore()) return _text.Length;
        int at = _block + BitOperations.TrailingZeroCount(_found);
        _found &= _found - 1;
        return at;
    }

    private bool FindMore()
    {
        while (_found == 0)
        {
            if (_next >= _text.Length) return false;
            _block = _next;
            _next += Vector256<byte>.Count;
            _found = Find(_text[_block..]);
        }

        return true;
    }

    private readonly uint Find(ReadOnlySpan<byte> rest)
    {
        if (rest.Length >= Vector256<byte>.Count) return Vector256.Equals(Vector256.Create(rest), Vector256.Create(octet)).ExtractMostSignificantBits();
        uint found = 0;
        for (int i = 0; i < rest.Length; i++) found |= (rest[i] == octet ? 1U : 0) << i;
        return found;
    }
}
