using System.Buffers.Binary;
using Weir.Wire.Ipfix;
using Weir.Wire.NetFlowV9;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions;

/// <summary>A message of NetFlow v9 or IPFIX as far as both agree: whose it is, and its sets.</summary>
internal ref struct TemplateMessage
{
    /// <summary>Octets of its header.</summary>
    public int HeaderSize;

    /// <summary>Its version field, as session keys have it.</summary>
    public ushort Version;

    /// <summary>Observation domain or source id.</summary>
    public uint Domain;

    /// <summary>Its number.</summary>
    public uint SequenceNumber;

    /// <summary>When it left the exporter: seconds since 1970-01-01 UTC.</summary>
    public uint ExportSeconds;

    /// <summary>The exporter's age at that time; <see langword="null"/> in IPFIX.</summary>
    public uint? SysUpTimeMilliseconds;

    /// <summary>Its sets.</summary>
    public SetReader Sets;

    /// <summary>Opens a message; <see langword="false"/> where it is of another protocol or cannot be opened.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> payload, out TemplateMessage message)
    {
        message = default;
        if (!BinaryPrimitives.TryReadUInt16BigEndian(payload, out message.Version)) return false;
        switch (message.Version)
        {
            case IpfixHeader.Version:
                if (IpfixMessageReader.TryOpen(payload, out IpfixHeader ipfix, out message.Sets) != DecodeStatus.Ok) return false;
                (message.HeaderSize, message.Domain, message.SequenceNumber) = (IpfixHeader.Size, ipfix.ObservationDomainId, ipfix.SequenceNumber);
                message.ExportSeconds = ipfix.ExportTimeSeconds;
                return true;
            case NetFlowV9Header.Version:
                if (NetFlowV9MessageReader.TryOpen(payload, out NetFlowV9Header v9, out message.Sets) != DecodeStatus.Ok) return false;
                (message.HeaderSize, message.Domain, message.SequenceNumber) = (NetFlowV9Header.Size, v9.SourceId, v9.SequenceNumber);
                (message.ExportSeconds, message.SysUpTimeMilliseconds) = (v9.UnixSeconds, v9.SysUpTimeMilliseconds);
                return true;
            default:
                return false;
        }
    }
}
