using Weir.Wire.Primitives;

namespace Weir.Wire.SFlow;

/// <summary>The header of an sFlow v5 datagram; the diagram stands above <see cref="SFlowDatagramWriter"/>.</summary>
/// <param name="Agent">Whom the samples are of; none where the agent does not know its address.</param>
/// <param name="SubAgentId">Which of the agent's parts sends: each numbers its datagrams by itself.</param>
/// <param name="Sequence">Datagrams of the sub agent so far, modulo 2^32.</param>
/// <param name="UptimeMilliseconds">Since the agent started, modulo 2^32.</param>
/// <param name="SampleCount">Samples the datagram says it holds.</param>
public readonly record struct SFlowHeader(IpAddress Agent, uint SubAgentId, uint Sequence, uint UptimeMilliseconds, uint SampleCount)
{
    /// <summary>The number in the version field, which has 32 bits.</summary>
    public const uint Version = 5;

    /// <summary>Reads the header, and gives the samples behind it.</summary>
    public static DecodeStatus TryRead(ReadOnlySpan<byte> datagram, out SFlowHeader header, out SFlowStructureReader samples)
    {
        header = default;
        samples = default;
        var reader = new WireReader(datagram);
        if (!reader.TryReadUInt32(out uint version)) return DecodeStatus.Truncated;
        if (version != Version) return DecodeStatus.UnknownVersion;
        DecodeStatus status = SFlowAddress.TryRead(ref reader, out IpAddress agent);
        if (status != DecodeStatus.Ok) return status;
        if (!reader.TryReadUInt32(out uint subAgent) || !reader.TryReadUInt32(out uint sequence)
            || !reader.TryReadUInt32(out uint uptime) || !reader.TryReadUInt32(out uint count)) return DecodeStatus.Truncated;
        header = new(agent, subAgent, sequence, uptime, count);
        samples = new(datagram, reader.Position, count);
        return DecodeStatus.Ok;
    }
}
