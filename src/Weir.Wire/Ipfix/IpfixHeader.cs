using System.Buffers.Binary;
using Weir.Wire.Primitives;

namespace Weir.Wire.Ipfix;

/// <summary>
/// The header of an IPFIX message (RFC 7011 section 3.1).
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |       Version Number          |            Length             |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                           Export Time                         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                       Sequence Number                         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                    Observation Domain ID                      |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </summary>
/// <param name="Length">Octets of the whole message, this header included.</param>
/// <param name="ExportTimeSeconds">When the message left the exporter: seconds since 1970-01-01 UTC.</param>
/// <param name="SequenceNumber">Data records sent before this message in this observation domain, modulo 2^32.</param>
/// <param name="ObservationDomainId">Who within the exporter observed the flows.</param>
public readonly record struct IpfixHeader(ushort Length, uint ExportTimeSeconds, uint SequenceNumber, uint ObservationDomainId)
{
    /// <summary>The number in the version field.</summary>
    public const ushort Version = 10;

    /// <summary>Octets of the header.</summary>
    public const int Size = 16;

    private const int LengthOffset = 2;
    private const int ExportTimeOffset = 4;
    private const int SequenceOffset = 8;
    private const int DomainOffset = 12;

    /// <summary>Reads the header and checks the length field against what was received.</summary>
    public static DecodeStatus TryRead(ReadOnlySpan<byte> message, out IpfixHeader header)
    {
        header = default;
        if (message.Length < Size) return DecodeStatus.Truncated;
        if (BinaryPrimitives.ReadUInt16BigEndian(message) != Version) return DecodeStatus.UnknownVersion;
        ushort length = BinaryPrimitives.ReadUInt16BigEndian(message[LengthOffset..]);
        if (length < Size) return DecodeStatus.BadLength;
        if (length > message.Length) return DecodeStatus.Truncated;
        header = new(
            length,
            BinaryPrimitives.ReadUInt32BigEndian(message[ExportTimeOffset..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[SequenceOffset..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[DomainOffset..]));
        return DecodeStatus.Ok;
    }

    /// <summary>Writes the header over the first <see cref="Size"/> octets.</summary>
    public void Write(Span<byte> message)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message, Version);
        BinaryPrimitives.WriteUInt16BigEndian(message[LengthOffset..], Length);
        BinaryPrimitives.WriteUInt32BigEndian(message[ExportTimeOffset..], ExportTimeSeconds);
        BinaryPrimitives.WriteUInt32BigEndian(message[SequenceOffset..], SequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(message[DomainOffset..], ObservationDomainId);
    }
}
