using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.Capture.PcapFile;

/// <summary>
/// The classic capture file (draft-ietf-opsawg-pcap), in either byte order, with microseconds or nanoseconds.
/// <code>
/// file header, 24 octets                             before each packet, 16 octets
///  0       4     6     8      12     16      20       0         4           8          12
/// +-------+-----+-----+------+------+-------+------+ +---------+-----------+----------+----------+--------
/// | magic |major|minor| 0    | 0    |snaplen| link | | seconds | fraction  | captured | on wire  | octets
/// +-------+-----+-----+------+------+-------+------+ +---------+-----------+----------+----------+--------
/// </code>
/// </summary>
internal sealed unsafe class PcapSource : CaptureFileSource
{
    private const uint MicrosecondMagic = 0xA1B2C3D4;
    private const uint NanosecondMagic = 0xA1B23C4D;
    private const int FileHeaderSize = 24;
    private const int MajorOffset = 4;
    private const int LinkTypeOffset = 20;
    private const ushort Major = 2;
    private const int RecordHeaderSize = 16;
    private const int FractionOffset = 4;
    private const int CapturedOffset = 8;
    private const int WireOffset = 12;

    private readonly bool _isSwapped;
    private readonly uint _nanosecondsPerFraction;
    private readonly LinkType _linkType;

    private PcapSource(string name, CaptureBuffer buffer, bool isSwapped, bool isMicroseconds, LinkType linkType)
        : base(name, buffer)
    {
        _isSwapped = isSwapped;
        _nanosecondsPerFraction = isMicroseconds ? 1000u : 1u;
        _linkType = linkType;
    }

    /// <summary>Whether a file that begins with this number, read as little-endian, is a pcap file.</summary>
    public static bool IsMagic(uint number) => IsMagicInOrder(number) || IsMagicInOrder(BinaryPrimitives.ReverseEndianness(number));

    public static PcapSource Open(CaptureBuffer buffer, string name)
    {
        if (!CaptureFile.WaitFor(buffer, FileHeaderSize))
        {
            throw new CaptureFileException(
                $"{name}: is cut within its pcap header: {buffer.Available} octets where {FileHeaderSize} are needed.");
        }

        ReadOnlySpan<byte> header = new(buffer.Current, FileHeaderSize);
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(header);
        bool isBigEndian = !IsMagicInOrder(magic);
        if (isBigEndian) magic = BinaryPrimitives.ReverseEndianness(magic);
        ushort major = isBigEndian
            ? BinaryPrimitives.ReadUInt16BigEndian(header[MajorOffset..])
            : BinaryPrimitives.ReadUInt16LittleEndian(header[MajorOffset..]);
        if (major != Major) throw new CaptureFileException($"{name}: is pcap version {major}; version {Major} can be read.");
        // The upper half says how long the frame check sequence is: nothing that an IP packet's length depends on.
        ushort link = (ushort)(isBigEndian
            ? BinaryPrimitives.ReadUInt32BigEndian(header[LinkTypeOffset..])
            : BinaryPrimitives.ReadUInt32LittleEndian(header[LinkTypeOffset..]));
        LinkType linkType = LinkTypes.FromFile(link);
        if (!Enum.IsDefined(linkType))
        {
            throw new CaptureFileException(
                $"{name}: has link type {link}; {string.Join(", ", Enum.GetValues<LinkType>().Select(static type => $"{type:D} ({type})"))} can be read.");
        }

        buffer.Advance(FileHeaderSize);
        return new(name, buffer, isBigEndian == BitConverter.IsLittleEndian, magic == MicrosecondMagic, linkType);
    }

    /// <inheritdoc/>
    public override PacketReadStatus Read(PacketBatch batch)
    {
        int count = 0;
        while (count < PacketBatch.Capacity)
        {
            byte* record = Input.Current;
            int available = Input.Available;
            int needed = RecordHeaderSize;
            if (available >= RecordHeaderSize)
            {
                uint captured = ReadUInt32(record + CapturedOffset);
                if (captured > MaxPacketLength)
                {
                    if (count > 0) break;
                    batch.Count = 0;
                    return Damaged($"a packet of {captured} octets, above the limit of {MaxPacketLength},");
                }

                needed = RecordHeaderSize + (int)captured;
                if (available >= needed)
                {
                    Take(record, (int)captured, ref batch[count++]);
                    Input.Advance(needed);
                    continue;
                }
            }

            // Filling moves the octets that packets of this batch are in.
            if (count > 0) break;
            FillResult result = Input.Fill(needed);
            if (result == FillResult.Enough) continue;
            batch.Count = 0;
            return result == FillResult.NotYet ? PacketReadStatus.Idle : Ended();
        }

        batch.Count = count;
        return PacketReadStatus.Packets;
    }

    private static bool IsMagicInOrder(uint number) => number is MicrosecondMagic or NanosecondMagic;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(byte* record, int captured, ref CapturedPacket packet)
    {
        packet.Data = record + RecordHeaderSize;
        packet.CapturedLength = captured;
        // Some writers know no length but the captured one.
        packet.WireLength = (int)Math.Clamp(ReadUInt32(record + WireOffset), (uint)captured, int.MaxValue);
        packet.TimeNs = ReadUInt32(record) * 1_000_000_000L + ReadUInt32(record + FractionOffset) * (long)_nanosecondsPerFraction;
        packet.LinkType = _linkType;
        packet.InterfaceIndex = 0;
        packet.VlanTci = 0;
        packet.HasVlanTci = false;
        packet.IsOutgoing = false;
        packet.SegmentSize = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint ReadUInt32(byte* at)
    {
        uint value = Unsafe.ReadUnaligned<uint>(at);
        return _isSwapped ? BinaryPrimitives.ReverseEndianness(value) : value;
    }
}
