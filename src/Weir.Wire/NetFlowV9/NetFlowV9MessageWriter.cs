using Weir.Wire.Ipfix;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Wire.NetFlowV9;

/// <summary>
/// Writes one NetFlow v9 export packet (RFC 3954 section 5) into a buffer it never outgrows. FlowSets begin, go on and
/// end by themselves as records of one kind follow another, and are padded to 32 bits; a write that does not fit writes nothing and
/// says so, and then the packet so far is whole.
/// <code>
/// +---------------+---------------------------------+-------------------------------------+----------
/// | packet header | FlowSet header | templates …    | FlowSet header | records … | padding | …
/// |      20       | id 0 | length  |                | id 256… | length |        |  0 … 3  |
/// +---------------+---------------------------------+-------------------------------------+----------
/// </code>
/// </summary>
public ref struct NetFlowV9MessageWriter : ITemplateMessageWriter<NetFlowV9MessageWriter>
{
    private const int NoSet = -1;
    private const int SetLengthOffset = 2;
    private const int Alignment = 4;
    private const int TemplateHeaderSize = 4;
    private const int OptionsTemplateHeaderSize = 6;
    private const int FieldSize = 4;

    private readonly Span<byte> _message;
    private WireWriter _writer;
    private int _set;
    private ushort _setId;

    /// <summary>Begins a packet without FlowSets.</summary>
    /// <param name="buffer">Where it goes: at least a header. What is over a multiple of 32 bits is not used, so that padding always fits.</param>
    public NetFlowV9MessageWriter(Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Length, NetFlowV9Header.Size, nameof(buffer));
        _message = buffer[..(Math.Min(buffer.Length, ushort.MaxValue) / Alignment * Alignment)];
        _writer = new WireWriter(_message);
        _writer.TryReserve(NetFlowV9Header.Size, out _);
        _set = NoSet;
    }

    /// <inheritdoc/>
    public static NetFlowV9MessageWriter Begin(Span<byte> buffer) => new(buffer);

    /// <summary>Octets so far, header included.</summary>
    public readonly int Length => _writer.Position;

    /// <summary>Whether there is no FlowSet yet.</summary>
    public readonly bool IsEmpty => Length == NetFlowV9Header.Size;

    /// <summary>Records so far, those of templates and options included: what the header's count tells.</summary>
    public int Records { get; private set; }

    /// <summary>Adds a template or options template. Elements of enterprises have no place in v9.</summary>
    public bool TryWriteTemplate(TemplateRecord template)
    {
        int headerSize = template.IsOptions ? OptionsTemplateHeaderSize : TemplateHeaderSize;
        ushort set = template.IsOptions ? NetFlowV9FlowSet.OptionsTemplate : NetFlowV9FlowSet.Template;
        if (!TryReserve(set, headerSize + template.Fields.Length * FieldSize, out Span<byte> octets)) return false;
        var record = new WireWriter(octets);
        record.TryWriteUInt16(template.TemplateId);
        if (template.IsOptions)
        {
            // Unlike in IPFIX these are octets, not fields.
            record.TryWriteUInt16((ushort)(template.ScopeFieldCount * FieldSize));
            record.TryWriteUInt16((ushort)((template.Fields.Length - template.ScopeFieldCount) * FieldSize));
        }
        else
        {
            record.TryWriteUInt16((ushort)template.Fields.Length);
        }

        foreach (FieldSpecifier field in template.Fields)
        {
            record.TryWriteUInt16(field.ElementId);
            record.TryWriteUInt16(field.Length);
        }

        Records++;
        return true;
    }

    /// <summary>Takes room for as many data records as fit, for the caller to fill; the octets are not cleared.</summary>
    /// <param name="templateId">The records' template.</param>
    /// <param name="recordLength">Octets of a record, at least 4: a shorter one could not be told from padding.</param>
    /// <param name="wanted">Records there are to write.</param>
    /// <param name="records">Room for the records, one after another.</param>
    /// <returns>How many records there is room for; 0 where not even one fits.</returns>
    public int ReserveRecords(ushort templateId, int recordLength, int wanted, out Span<byte> records)
    {
        // Closing the set before may pad it.
        int room = _message.Length - (IsOpen(templateId) ? Length : Aligned(Length) + IpfixSet.HeaderSize);
        int count = Math.Min(room / recordLength, wanted);
        records = default;
        if (count <= 0 || !TryReserve(templateId, count * recordLength, out records)) return 0;
        Records += count;
        return count;
    }

    /// <summary>Adds one data record that is already encoded.</summary>
    public bool TryWriteRecord(ushort templateId, scoped ReadOnlySpan<byte> record)
    {
        if (!TryReserve(templateId, record.Length, out Span<byte> octets)) return false;
        record.CopyTo(octets);
        Records++;
        return true;
    }

    /// <summary>Ends the packet: pads the last FlowSet, writes its length and the header.</summary>
    /// <returns>The packet, in the caller's buffer.</returns>
    public ReadOnlySpan<byte> Finish(uint sysUpTimeMilliseconds, uint unixSeconds, uint sequenceNumber, uint sourceId)
    {
        CloseSet();
        new NetFlowV9Header((ushort)Records, sysUpTimeMilliseconds, unixSeconds, sequenceNumber, sourceId).Write(_message);
        return _writer.Written;
    }

    private static int Aligned(int length) => (length + Alignment - 1) / Alignment * Alignment;

    private readonly bool IsOpen(ushort setId) => _set != NoSet && _setId == setId;

    private bool TryReserve(ushort setId, int length, scoped out Span<byte> octets)
    {
        octets = default;
        if (!IsOpen(setId))
        {
            if (_message.Length - Aligned(Length) < IpfixSet.HeaderSize + length) return false;
            CloseSet();
            _set = Length;
            _setId = setId;
            _writer.TryWriteUInt16(setId);
            _writer.TryWriteUInt16(0);
        }

        return _writer.TryReserve(length, out octets);
    }

    private void CloseSet()
    {
        if (_set == NoSet) return;
        if (_writer.TryReserve(Aligned(Length) - Length, out Span<byte> padding)) padding.Clear();
        _writer.PatchUInt16(_set + SetLengthOffset, (ushort)(Length - _set));
        _set = NoSet;
    }
}
