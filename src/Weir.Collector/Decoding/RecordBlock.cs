namespace Weir.Collector.Decoding;

/// <summary>Records of one length, one behind the other: what a column move reads.</summary>
internal readonly ref struct RecordBlock(
    ushort templateId, ReadOnlySpan<byte> octets, ReadOnlySpan<byte> content, int stride, int count, int row, ref readonly MessageContext message)
{
    /// <summary>The message they came in.</summary>
    public readonly ref readonly MessageContext Message = ref message;

    /// <summary>The id of their template; 0 where they need none.</summary>
    public ushort TemplateId { get; } = templateId;

    /// <summary>All their octets: <see cref="Stride"/> times <see cref="Count"/>.</summary>
    public ReadOnlySpan<byte> Octets { get; } = octets;

    /// <summary>The content of the set they came in: what a <see cref="VariableReference"/> points into.</summary>
    public ReadOnlySpan<byte> Content { get; } = content;

    /// <summary>Octets from one record to the next.</summary>
    public int Stride { get; } = stride;

    /// <summary>How many.</summary>
    public int Count { get; } = count;

    /// <summary>The row of the batch where the first one goes.</summary>
    public int Row { get; } = row;
}
