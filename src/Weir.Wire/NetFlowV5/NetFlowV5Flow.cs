using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Weir.Wire.NetFlowV5;

/// <summary>The values of one NetFlow v5 record; the diagram stands above <see cref="NetFlowV5Record"/>.</summary>
public struct NetFlowV5Flow
{
    /// <summary>IPv4 addresses, the first octet in the highest bits.</summary>
    public uint Source, Destination, NextHop;

    /// <summary>SNMP interface index in and out, 0 where unknown.</summary>
    public ushort Input, Output;

    /// <summary>Packets and layer-3 octets.</summary>
    public uint Packets, Octets;

    /// <summary>System uptime in milliseconds at the first and last packet, modulo 2^32.</summary>
    public uint First, Last;

    /// <summary>Ports; for ICMP the destination port is type * 256 + code.</summary>
    public ushort SourcePort, DestinationPort;

    public byte TcpFlags, Protocol, Tos;

    /// <summary>Autonomous systems, 0 where unknown.</summary>
    public ushort SourceAs, DestinationAs;

    /// <summary>Prefix lengths of the routes.</summary>
    public byte SourceMask, DestinationMask;

    /// <summary>Writes all <see cref="NetFlowV5Record.Size"/> octets of the record.</summary>
    public readonly void Write(Span<byte> record)
    {
        record = record[..NetFlowV5Record.Size];
        BinaryPrimitives.WriteUInt32BigEndian(record, Source);
        BinaryPrimitives.WriteUInt32BigEndian(record[4..], Destination);
        BinaryPrimitives.WriteUInt32BigEndian(record[8..], NextHop);
        BinaryPrimitives.WriteUInt16BigEndian(record[12..], Input);
        BinaryPrimitives.WriteUInt16BigEndian(record[14..], Output);
        BinaryPrimitives.WriteUInt32BigEndian(record[16..], Packets);
        BinaryPrimitives.WriteUInt32BigEndian(record[20..], Octets);
        BinaryPrimitives.WriteUInt32BigEndian(record[24..], First);
        BinaryPrimitives.WriteUInt32BigEndian(record[28..], Last);
        BinaryPrimitives.WriteUInt16BigEndian(record[32..], SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(record[34..], DestinationPort);
        record[36] = 0;
        record[37] = TcpFlags;
        record[38] = Protocol;
        record[39] = Tos;
        BinaryPrimitives.WriteUInt16BigEndian(record[40..], SourceAs);
        BinaryPrimitives.WriteUInt16BigEndian(record[42..], DestinationAs);
        record[44] = SourceMask;
        record[45] = DestinationMask;
        BinaryPrimitives.WriteUInt16BigEndian(record[46..], 0);
    }
}
