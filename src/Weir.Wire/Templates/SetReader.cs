using System.Buffers.Binary;
using Weir.Wire.Ipfix;
using Weir.Wire.NetFlowV9;
using Weir.Wire.Primitives;

namespace Weir.Wire.Templates;

/// <summary>
/// Walks the sets of a NetFlow v9 or IPFIX message (RFC 7011 section 3.3.2).
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |          Set ID               |          Length               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// A set with a bad length ends the walk: where the next one would start is not known. The sets before it stand.
/// </summary>
public ref struct SetReader
{
    private const int LengthOffset = 2;

    private readonly ReadOnlySpan<byte> _message;
    private readonly TemplateProtocol _protocol;

    internal SetReader(ReadOnlySpan<byte> message, int headerSize, TemplateProtocol protocol)
    {
        _message = message;
        _protocol = protocol;
        Position = headerSize;
    }

    /// <summary>Octets from the start of the message to what is read next, or to the header that ended the walk.</summary>
    public int Position { get; private set; }

    /// <summary>Why the walk ended: <see cref="DecodeStatus.Ok"/> at the end of the message.</summary>
    public DecodeStatus Status { get; private set; }

    /// <summary>Reads the next set. Returns <see langword="false"/> at the end; <see cref="Status"/> tells which end.</summary>
    public bool TryRead(out MessageSet set)
    {
        set = default;
        ReadOnlySpan<byte> rest = _message[Position..];
        if (Status != DecodeStatus.Ok || rest.IsEmpty) return false;
        if (rest.Length < IpfixSet.HeaderSize)
        {
            return End(IsPadding(rest) ? DecodeStatus.Ok : DecodeStatus.Truncated);
        }

        ushort id = BinaryPrimitives.ReadUInt16BigEndian(rest);
        ushort length = BinaryPrimitives.ReadUInt16BigEndian(rest[LengthOffset..]);
        if (length < IpfixSet.HeaderSize)
        {
            return End(IsPadding(rest) ? DecodeStatus.Ok : DecodeStatus.BadLength);
        }

        if (length > rest.Length) return End(DecodeStatus.BadLength);
        set = new(_protocol, KindOf(id), id, Position, rest[IpfixSet.HeaderSize..length]);
        Position += length;
        return true;
    }

    private bool End(DecodeStatus status)
    {
        Status = status;
        if (status == DecodeStatus.Ok) Position = _message.Length;
        return false;
    }

    // A v9 header tells no length, and there are exporters which send datagrams of one size and fill them up with zeros.
    private readonly bool IsPadding(ReadOnlySpan<byte> rest) =>
        _protocol == TemplateProtocol.NetFlowV9 && !rest.ContainsAnyExcept((byte)0);

    private readonly SetKind KindOf(ushort id)
    {
        if (id >= IpfixSet.FirstData) return SetKind.Data;
        return (_protocol, id) switch
        {
            (TemplateProtocol.Ipfix, IpfixSet.Template) => SetKind.Templates,
            (TemplateProtocol.Ipfix, IpfixSet.OptionsTemplate) => SetKind.OptionsTemplates,
            (TemplateProtocol.NetFlowV9, NetFlowV9FlowSet.Template) => SetKind.Templates,
            (TemplateProtocol.NetFlowV9, NetFlowV9FlowSet.OptionsTemplate) => SetKind.OptionsTemplates,
            _ => SetKind.Reserved,
        };
    }
}
