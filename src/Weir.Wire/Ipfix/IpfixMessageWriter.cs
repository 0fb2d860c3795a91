using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Wire.Ipfix;

/// <summary>
/// Writes one IPFIX message (RFC 7011 section 3) into a buffer it never outgrows. Sets begin, go on and end by
/// themselves as records of one kind follow another; a write that does not fit writes nothing and says so, and then the
/// message so far is whole.
/// <code>
/// +----------------+------------------------+------------------+----------
/// | message header | set header | records … | set header | … | …
/// |     16         | id 2 | length 2        |
/// +----------------+------------------------+------------------+----------
/// </code>
/// </summary>
public ref struct IpfixMessageWriter : ITemplateMessageWriter<IpfixMessageWriter>
{
    /// <summary>The longest message the length field can tell.</summary>
    public const int MaxLength = ushort.MaxValue;

    private const int NoSet = -1;
    private const int SetLengthOffset = 2;
    private const int TemplateHeaderSize = 4;
    private const int OptionsTemplateHeaderSize = 6;
    private const int FieldSize = 4;
    private const int EnterpriseSize = 4;
    private const ushort EnterpriseBit = 0x8000;

    private readonly Span<byte> _message;
    private WireWriter _writer;
    private int _set;
    private ushort _setId;

    /// <summary>Begins a message without sets.</summary>
    /// <param name="buffer">Where it goes: at least a header, at most <see cref="MaxLength"/> of it used.</param>
    public IpfixMessageWriter(Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Length, IpfixHeader.Size, nameof(buffer));
        _message = buffer[..Math.Min(buffer.Length, MaxLength)];
        _writer = new WireWriter(_message);
        _writer.TryReserve(IpfixHeader.Size, out _);
        _set = NoSet;
    }

    /// <inheritdoc/>
    public static IpfixMessageWriter Begin(Span<byte> buffer) => new(buffer);

    /// <summary>Octets so far, header included.</summary>
    public readonly int Length => _writer.Position;

    /// <summary>Whether there is no set yet.</summary>
    public readonly bool IsEmpty => Length == IpfixHeader.Size;

    /// <summary>Data records so far, those of options included: what the sequence number counts (RFC 7011 section 3.1).</summary>
    public int DataRecords { get; private set; }

    /// <summary>Adds a template or options template.</summary>
    public bool TryWriteTemplate(TemplateRecord template)
    {
        int length = template.IsOptions ? OptionsTemplateHeaderSize : TemplateHeaderSize;
        foreach (FieldSpecifier field in template.Fields) length += field.EnterpriseNumber == 0 ? FieldSize : FieldSize + EnterpriseSize;
        if (!TryReserve(template.IsOptions ? IpfixSet.OptionsTemplate : IpfixSet.Template, length, out Span<byte> octets)) return false;
        var record = new WireWriter(octets);
        record.TryWriteUInt16(template.TemplateId);
        record.TryWriteUInt16((ushort)template.Fields.Length);
        if (template.IsOptions) record.TryWriteUInt16((ushort)template.ScopeFieldCount);
        foreach (FieldSpecifier field in template.Fields)
        {
            bool isPrivate = field.EnterpriseNumber != 0;
            record.TryWriteUInt16(isPrivate ? (ushort)(field.ElementId | EnterpriseBit) : field.ElementId);
            record.TryWriteUInt16(field.Length);
            if (isPrivate) record.TryWriteUInt32(field.EnterpriseNumber);
        }

        return true;
    }

    /// <summary>Takes room for as many data records of a fixed length as fit, for the caller to fill; the octets are not cleared.</summary>
    /// <param name="templateId">The records' template.</param>
    /// <param name="recordLength">Octets of a record, at least 1.</param>
    /// <param name="wanted">Records there are to write.</param>
    /// <param name="records">Room for the records, one after another.</param>
    /// <returns>How many records there is room for; 0 where not even one fits.</returns>
    public int ReserveRecords(ushort templateId, int recordLength, int wanted, out Span<byte> records)
    {
        int room = _writer.Remaining - (IsOpen(templateId) ? 0 : IpfixSet.HeaderSize);
        int count = Math.Min(room / recordLength, wanted);
        records = default;
        if (count <= 0 || !TryReserve(templateId, count * recordLength, out records)) return 0;
        DataRecords += count;
        return count;
    }

    /// <summary>Adds one data record that is already encoded: one with variable-length fields for instance.</summary>
    public bool TryWriteRecord(ushort templateId, scoped ReadOnlySpan<byte> record)
    {
        if (!TryReserve(templateId, record.Length, out Span<byte> octets)) return false;
        record.CopyTo(octets);
        DataRecords++;
        return true;
    }

    /// <summary>Ends the message: writes its header and the length of the last set.</summary>
    /// <returns>The message, in the caller's buffer.</returns>
    public ReadOnlySpan<byte> Finish(uint exportTimeSeconds, uint sequenceNumber, uint observationDomainId)
    {
        CloseSet();
        new IpfixHeader((ushort)Length, exportTimeSeconds, sequenceNumber, observationDomainId).Write(_message);
        return _writer.Written;
    }

    private readonly bool IsOpen(ushort setId) => _set != NoSet && _setId == setId;

    private bool TryReserve(ushort setId, int length, scoped out Span<byte> octets)
    {
        octets = default;
        if (!IsOpen(setId))
        {
            if (_writer.Remaining < IpfixSet.HeaderSize + length) return false;
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
        if (_set != NoSet) _writer.PatchUInt16(_set + SetLengthOffset, (ushort)(Length - _set));
        _set = NoSet;
    }
}
