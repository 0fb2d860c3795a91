using Weir.Wire.Packets;
using Weir.Wire.Primitives;
using Weir.Wire.SFlow;

namespace Weir.Collector.Decoding.Samples;

/// <summary>One sampled packet on its way into columns. Only what <see cref="Parts"/> and the packet's own parts say is filled.</summary>
internal struct SampledRow
{
    public PacketFields Packet;
    public SampleParts Parts;
    public long TimeReceivedNs;
    public IpAddress Agent;
    public uint ObservationDomainId;
    public uint SequenceNumber;

    /// <summary>Octets of the packet, by the sample.</summary>
    public uint Octets;

    public uint Rate;
    public uint Input, Output;

    /// <summary>0 sampled on the way in, 1 on the way out.</summary>
    public byte Direction;

    public byte ForwardingStatus;
    public ushort Vlan, DestinationVlan;
    public SFlowRouter Router;
    public SFlowGateway Gateway;
}
