namespace Weir.Wire.Templates;

/// <summary>What the writers of IPFIX messages and NetFlow v9 packets have in common: sets of templates and of records by them.</summary>
/// <typeparam name="TSelf">The writer itself.</typeparam>
public interface ITemplateMessageWriter<TSelf>
    where TSelf : struct, ITemplateMessageWriter<TSelf>, allows ref struct
{
    /// <summary>Begins a message in a buffer.</summary>
    static abstract TSelf Begin(Span<byte> buffer);

    /// <summary>Whether there is nothing behind the header yet.</summary>
    bool IsEmpty { get; }

    /// <summary>Adds a template or options template; <see langword="false"/> where it does not fit.</summary>
    bool TryWriteTemplate(TemplateRecord template);

    /// <summary>Takes room for as many data records of a fixed length as fit.</summary>
    int ReserveRecords(ushort templateId, int recordLength, int wanted, out Span<byte> records);

    /// <summary>Adds one data record that is already encoded; <see langword="false"/> where it does not fit.</summary>
    bool TryWriteRecord(ushort templateId, scoped ReadOnlySpan<byte> record);
}
