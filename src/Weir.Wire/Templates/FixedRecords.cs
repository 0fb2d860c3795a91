using Weir.Wire.Primitives;

namespace Weir.Wire.Templates;

/// <summary>The records of the protocols whose one record has no template by wire: NetFlow v1, v5 and v7.</summary>
internal static class FixedRecords
{
    /// <summary>Takes as many whole records as came and the count says. Fewer than it says is <see cref="DecodeStatus.Truncated"/>.</summary>
    public static DecodeStatus Take(ReadOnlySpan<byte> content, int count, int size, out ReadOnlySpan<byte> records)
    {
        int whole = Math.Min(count, content.Length / size);
        records = content[..(whole * size)];
        return whole < count ? DecodeStatus.Truncated : DecodeStatus.Ok;
    }
}
