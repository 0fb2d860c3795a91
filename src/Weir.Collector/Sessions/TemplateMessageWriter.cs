using System.Buffers.Binary;
using Weir.Wire.Ipfix;
using Weir.Wire.NetFlowV9;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions;

/// <summary>Writes the templates of a session, and the options records whose content holds on, as messages of its own protocol.</summary>
internal sealed class TemplateMessageWriter(SessionKey key, uint exportSeconds)
{
    /// <summary>Messages are no longer than what passes an Ethernet unfragmented, unless one template alone is.</summary>
    public const int UsualSize = 1400;

    private const int NoSet = -1;

    private readonly List<byte[]> _messages = [];
    private readonly byte[] _message = new byte[ushort.MaxValue];
    private readonly int _headerSize = key.Version == IpfixHeader.Version ? IpfixHeader.Size : NetFlowV9Header.Size;
    private int _length;
    private int _set = NoSet;
    private ushort _setId;
    private ushort _count;

    /// <summary>All messages for the templates and records.</summary>
    /// <param name="templates">The templates to write.</param>
    /// <param name="records">The options records to write; their templates are among the templates.</param>
    /// <param name="lastSequenceNumber">The number the last of the messages gets. In NetFlow v9 those before count up to it.</param>
    public List<byte[]> Write(IEnumerable<StoredTemplate> templates, IEnumerable<KeptRecord> records, uint lastSequenceNumber)
    {
        _length = _headerSize;
        foreach (StoredTemplate template in templates.OrderBy(t => t.Shape.IsOptions).ThenBy(t => t.TemplateId)) Add(template);
        foreach (KeptRecord record in records.OrderBy(r => r.TemplateId)) record.Octets.CopyTo(Add(record.TemplateId, record.Octets.Length));
        CloseMessage();
        for (int i = 0; i < _messages.Count; i++) WriteHeader(_messages[i], lastSequenceNumber, _messages.Count - 1 - i);
        return _messages;
    }

    private ushort SetOf(bool isOptions) => (key.Version, isOptions) switch
    {
        (IpfixHeader.Version, false) => IpfixSet.Template,
        (IpfixHeader.Version, true) => IpfixSet.OptionsTemplate,
        (_, false) => NetFlowV9FlowSet.Template,
        (_, true) => NetFlowV9FlowSet.OptionsTemplate,
    };

    private void Add(in StoredTemplate template)
    {
        Span<byte> record = Add(SetOf(template.Shape.IsOptions), template.Shape.RecordSize);
        BinaryPrimitives.WriteUInt16BigEndian(record, template.TemplateId);
        template.Shape.Octets.CopyTo(record[sizeof(ushort)..]);
    }

    // The place of a record of so many octets.
    private Span<byte> Add(ushort setId, int size)
    {
        if (_length + IpfixSet.HeaderSize + size > UsualSize && _length > _headerSize) CloseMessage();
        if (_set == NoSet || _setId != setId) OpenSet(setId);
        Span<byte> record = _message.AsSpan(_length, size);
        _length += size;
        _count++;
        return record;
    }

    private void OpenSet(ushort id)
    {
        CloseSet();
        _set = _length;
        _setId = id;
        BinaryPrimitives.WriteUInt16BigEndian(_message.AsSpan(_length), id);
        _length += IpfixSet.HeaderSize;
    }

    private void CloseSet()
    {
        if (_set == NoSet) return;
        BinaryPrimitives.WriteUInt16BigEndian(_message.AsSpan(_set + 2), (ushort)(_length - _set));
        _set = NoSet;
    }

    private void CloseMessage()
    {
        CloseSet();
        if (_count == 0) return;
        byte[] message = _message[.._length];
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), _count);
        _messages.Add(message);
        _length = _headerSize;
        _count = 0;
    }

    private void WriteHeader(byte[] message, uint lastSequenceNumber, int before)
    {
        if (key.Version == IpfixHeader.Version)
        {
            new IpfixHeader((ushort)message.Length, exportSeconds, lastSequenceNumber, key.ObservationDomainId).Write(message);
            return;
        }

        ushort count = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(2));
        new NetFlowV9Header(count, 0, exportSeconds, lastSequenceNumber - (uint)before, key.ObservationDomainId).Write(message);
    }
}
