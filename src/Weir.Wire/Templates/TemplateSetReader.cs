using Weir.Wire.Ipfix;
using Weir.Wire.Primitives;

namespace Weir.Wire.Templates;

/// <summary>
/// Walks the records of a set of templates or options templates (RFC 7011 section 3.4.1, 3.4.2 and 8.1; RFC 3954 section
/// 5.2 and 6.1). Their headers:
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |      Template ID (> 255)      |         Field Count           |  both, templates
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |      Template ID (> 255)      |         Field Count           |  IPFIX, options
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |      Scope Field Count        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |      Template ID (> 255)      |  Option Scope Length (octets) |  NetFlow v9, options
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |    Option Length (octets)     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// A record that is bad in itself ends the walk; the records before it stand.
/// </summary>
public ref struct TemplateSetReader
{
    private const int FieldSize = 4;
    private const int EnterpriseNumberSize = 4;
    private const int HeaderSize = 4;
    private const int OptionsHeaderSize = 6;

    private readonly TemplateProtocol _protocol;
    private readonly bool _isOptions;
    private readonly int _maxFields;
    private WireReader _reader;

    /// <summary>Starts at the first record of a set of kind templates or options templates.</summary>
    public TemplateSetReader(in MessageSet set, TemplateLimits limits)
    {
        _protocol = set.Protocol;
        _isOptions = set.Kind == SetKind.OptionsTemplates;
        _maxFields = limits.MaxFields;
        _reader = new(set.Content);
    }

    /// <summary>Why the walk ended: <see cref="DecodeStatus.Ok"/> at the end of the set.</summary>
    public DecodeStatus Status { get; private set; }

    /// <summary>Reads the next record. Returns <see langword="false"/> at the end; <see cref="Status"/> tells which end.</summary>
    public bool TryRead(out RawTemplate template)
    {
        template = default;
        // What is shorter than the shortest record is padding, and so is a record of zeros: some exporters pad by words.
        if (Status != DecodeStatus.Ok || _reader.Remaining < HeaderSize) return false;
        ReadOnlySpan<byte> from = _reader.Rest;
        _reader.TryReadUInt16(out ushort id);
        _reader.TryReadUInt16(out ushort count);
        if (id == 0 && count == 0) return false;
        Status = (_protocol, _isOptions) switch
        {
            (TemplateProtocol.Ipfix, _) when count == 0 => ReadWithdrawal(id, from, out template),
            (TemplateProtocol.Ipfix, true) => ReadIpfixOptions(id, count, from, out template),
            (_, true) => ReadV9Options(id, count, from, out template),
            _ => ReadFields(id, count, 0, HeaderSize, from, out template),
        };
        return Status == DecodeStatus.Ok;
    }

    private readonly DecodeStatus ReadWithdrawal(ushort id, ReadOnlySpan<byte> from, out RawTemplate template)
    {
        template = default;
        ushort all = _isOptions ? IpfixSet.OptionsTemplate : IpfixSet.Template;
        if (id < TemplateRecord.FirstTemplateId && id != all) return DecodeStatus.BadTemplateId;
        template = new(_protocol, _isOptions, id, 0, 0, HeaderSize, from[..HeaderSize]);
        return DecodeStatus.Ok;
    }

    private DecodeStatus ReadIpfixOptions(ushort id, ushort count, ReadOnlySpan<byte> from, out RawTemplate template)
    {
        template = default;
        if (!_reader.TryReadUInt16(out ushort scopeCount)) return DecodeStatus.Truncated;
        if (scopeCount == 0 || scopeCount > count) return DecodeStatus.BadScopeCount;
        return ReadFields(id, count, scopeCount, OptionsHeaderSize, from, out template);
    }

    private DecodeStatus ReadV9Options(ushort id, ushort scopeLength, ReadOnlySpan<byte> from, out RawTemplate template)
    {
        template = default;
        if (!_reader.TryReadUInt16(out ushort optionLength)) return DecodeStatus.Truncated;
        if (scopeLength % FieldSize != 0 || optionLength % FieldSize != 0) return DecodeStatus.BadLength;
        if (scopeLength == 0) return DecodeStatus.BadScopeCount;
        return ReadFields(id, (scopeLength + optionLength) / FieldSize, scopeLength / FieldSize, OptionsHeaderSize, from, out template);
    }

    private DecodeStatus ReadFields(
        ushort id, int count, int scopeCount, int headerSize, ReadOnlySpan<byte> from, out RawTemplate template)
    {
        template = default;
        if (id < TemplateRecord.FirstTemplateId) return DecodeStatus.BadTemplateId;
        if (count == 0) return DecodeStatus.ZeroLengthTemplate;
        if (count > _maxFields) return DecodeStatus.TooManyFields;
        int start = _reader.Position - headerSize;
        for (int i = 0; i < count; i++)
        {
            if (!_reader.TryReadUInt16(out ushort elementId) || !_reader.TryReadUInt16(out _)) return DecodeStatus.Truncated;
            if (!RawTemplate.HasEnterpriseNumber(_protocol, elementId)) continue;
            if (!_reader.TrySkip(EnterpriseNumberSize)) return DecodeStatus.Truncated;
        }

        template = new(_protocol, _isOptions, id, count, scopeCount, headerSize, from[..(_reader.Position - start)]);
        return DecodeStatus.Ok;
    }
}
